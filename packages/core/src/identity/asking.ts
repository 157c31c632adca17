/** What the environment tells about whoever started this process. */
export interface Asking {
  /** The automated coding agent that runs it, and the variable that says so. */
  readonly agent?: string;
  /** The CI system or hosting platform that runs it. */
  readonly platform?: string;
}

/**
 * Variables that automated coding agents set in the processes they start, as their makers and the detectors of other tools (AWS CDK,
 * Wrangler, detect-agent) document them. A prefix ends with `*`.
 */
const AGENTS: readonly (readonly [variable: string, name: string])[] = [
  ['AI_AGENT', 'an agent'],
  ['AGENT', 'an agent'],
  ['CLAUDECODE', 'Claude Code'],
  ['CLAUDE_CODE*', 'Claude Code'],
  ['CURSOR_AGENT', 'Cursor'],
  ['CURSOR_TRACE_ID', 'Cursor'],
  ['GEMINI_CLI', 'Gemini CLI'],
  ['CODEX_*', 'Codex'],
  ['OPENCODE*', 'OpenCode'],
  ['AUGMENT_AGENT', 'Augment'],
  ['CLINE_*', 'Cline'],
  ['ROO_ACTIVE', 'Roo Code'],
  ['ANTIGRAVITY_AGENT', 'Antigravity'],
  ['COPILOT_AGENT*', 'Copilot'],
  ['COPILOT_CLI*', 'Copilot'],
  ['GOOSE_TERMINAL', 'Goose'],
  ['QWEN_CODE', 'Qwen Code'],
  ['CRUSH', 'Crush'],
  ['KIRO_*', 'Kiro'],
  ['AMAZON_Q_*', 'Amazon Q'],
  ['TRAE_AI_*', 'Trae'],
  ['REPL_ID', 'Replit'],
  ['DEVIN_*', 'Devin'],
  ['AIDER_*', 'Aider'],
];

/** Variables of CI systems and platforms; of Railway those that a deployment has and `railway run` on a laptop has not. */
const PLATFORMS: readonly (readonly [variable: string, name: string])[] = [
  ['GITHUB_ACTIONS', 'GitHub Actions'],
  ['GITLAB_CI', 'GitLab CI'],
  ['BUILDKITE', 'Buildkite'],
  ['CIRCLECI', 'CircleCI'],
  ['TF_BUILD', 'Azure Pipelines'],
  ['JENKINS_URL', 'Jenkins'],
  ['TEAMCITY_VERSION', 'TeamCity'],
  ['BITBUCKET_BUILD_NUMBER', 'Bitbucket'],
  ['RAILWAY_DEPLOYMENT_ID', 'Railway'],
  ['RAILWAY_REPLICA_ID', 'Railway'],
  ['KUBERNETES_SERVICE_HOST', 'Kubernetes'],
  ['FLY_ALLOC_ID', 'Fly.io'],
  ['RENDER_SERVICE_ID', 'Render'],
  ['DYNO', 'Heroku'],
  ['ECS_CONTAINER_METADATA_URI_V4', 'ECS'],
  ['K_SERVICE', 'Cloud Run'],
  ['CI', 'CI'],
];

/** Reads the markers. A variable that is empty, `0` or `false` says nothing. */
export function whoIsAsking(environment: NodeJS.ProcessEnv): Asking {
  const set = Object.keys(environment).filter((name) => !/^(|0|false)$/i.test(environment[name] ?? ''));
  const first = (list: typeof AGENTS): string | undefined => {
    for (const [variable, name] of list) {
      const found = variable.endsWith('*')
        ? set.find((each) => each.startsWith(variable.slice(0, -1)))
        : set.find((each) => each === variable);
      if (found !== undefined) return `${name} (${found} is set)`;
    }
    return undefined;
  };
  const agent = first(AGENTS);
  const platform = first(PLATFORMS);
  return { ...(agent === undefined ? {} : { agent }), ...(platform === undefined ? {} : { platform }) };
}

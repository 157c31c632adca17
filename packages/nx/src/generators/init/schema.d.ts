export interface InitGeneratorSchema {
  keepExistingVersions?: boolean;
  updatePackageScripts?: boolean;
  skipFormat?: boolean;
  skipPackageJson?: boolean;
}

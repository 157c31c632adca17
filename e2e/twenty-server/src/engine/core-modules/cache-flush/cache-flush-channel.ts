/** Running servers listen on this channel and forget what they keep in memory when a message arrives. */
export const CACHE_FLUSH_CHANNEL = 'twenty_cache_flush';

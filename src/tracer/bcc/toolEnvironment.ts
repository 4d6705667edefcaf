/** What a tool of bcc is started with. */

/**
 * The tool's whole environment: Python must not keep hits in a buffer and writes thread names as UTF-8, whichever
 * locales there are; and nothing of the caller's environment reaches a program that runs as root.
 */
export const TOOL_ENVIRONMENT = [
  '/usr/bin/env',
  '-i',
  'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
  'LC_ALL=C.UTF-8',
  'PYTHONIOENCODING=UTF-8',
  'PYTHONUNBUFFERED=1',
] as const;

/** What VS Code prints by itself in this set-up, and what therefore says nothing about the extension under test. */

/**
 * The workbench's own warnings, in its log and in a copy of that on the console of its page. It searches for files
 * before the server's extension host has said that it can.
 */
const loggedTwice =
  /Creation of workbench contribution|No search provider registered for scheme|Timed out waiting for authentication provider/;

const pageNoise: readonly RegExp[] = [
  loggedTwice,
  // The page's copy of the workbench's log, as far as it is no warning.
  /^%c +(INFO|DEBUG|TRACE)/,
  /Failed to load resource/,
  /vsda/,
  /serviceWorker\.js|\[Service Worker\]|bad HTTP response code \(404\)/i,
  /favicon|manifest\.json/,
  /web worker extension host is started in a same-origin iframe/,
  /allow-scripts and allow-same-origin/,
  // The harness' own init scripts, in a web view of an extension that allows none.
  /^Blocked script execution in '[^']*\/webview\/browser\/pre\//,
  // Built-in extensions that are left out.
  /Activating extension 'vscode\.[\w-]+' failed: Not Found/,
  /net::ERR_(NAME_NOT_RESOLVED|ABORTED|INTERNET_DISCONNECTED|BLOCKED_BY_CLIENT)/,
];

const hostNoise =
  /^(Resolv(ing|ed) connection token|Creating a socket|\[reconnection-grace-time\]|Ignoring fetching additional|Updating additional builtin|\[Service Worker\]|\[AgentHost|\[AccountPolicyGate\]|\[ChatModelSelection\]|\[driver\]|Canceled: Canceled)/;

/** A line of the page's console. */
export function isPageNoise(line: string): boolean {
  return pageNoise.some(pattern => pattern.test(line));
}

/** A line of the workbench's log, where the extension host's console comes out too. */
export function isHostNoise(line: string): boolean {
  return hostNoise.test(line) || line.search(loggedTwice) === 0;
}

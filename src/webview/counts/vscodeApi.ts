/** What VS Code gives to the script of a webview. */

import type { PageRequest } from './messages.ts';

export interface VSCodeApi {
  postMessage(message: PageRequest): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  /** May be called once. */
  function acquireVsCodeApi(): VSCodeApi;
}

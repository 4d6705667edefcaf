/** A VS Code workbench as a test uses it: its parts, and the few things that belong to none of them. */

import type { Locator, Page } from 'playwright-core';
import { EditorView } from './editorView.ts';
import { PanelView } from './panelView.ts';
import { plainText } from './plainText.ts';
import { QuickInput } from './quickInput.ts';

export class Workbench {
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly editor: EditorView;
  readonly panel: PanelView;

  constructor(page: Page) {
    this.page = page;
    this.quickInput = new QuickInput(page);
    this.editor = new EditorView(page);
    this.panel = new PanelView(page);
  }

  /** The notification with `text` in it. */
  notification(text: string): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text }).first();
  }

  /** The whole message of the notification with `text` in it, once it is shown. */
  async notificationText(text: string): Promise<string> {
    const message = this.notification(text).locator('.notification-list-item-message');
    await message.waitFor();
    return plainText(await message.innerText());
  }

  async clickNotificationButton(text: string, button: string): Promise<void> {
    await this.notification(text).getByRole('button', { name: button, exact: true }).click();
  }

  async clearNotifications(): Promise<void> {
    await this.quickInput.runCommand('Notifications: Clear All Notifications');
  }

  /** The status bar item with `text` in it. */
  statusItem(text: string): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  /** The content of the n-th webview, which sits in a frame within a frame. */
  webview(index0 = 0): ReturnType<Page['frameLocator']> {
    return this.page.locator('iframe.webview.ready').nth(index0).contentFrame().frameLocator('#active-frame');
  }

  /** The messages of the Problems view, one string for each row in view. */
  async problems(): Promise<string[]> {
    const rows = this.page.locator('.markers-panel .monaco-list-row');
    return (await rows.allInnerTexts()).map(text => plainText(text).replace(/\s+/g, ' ').trim());
  }
}

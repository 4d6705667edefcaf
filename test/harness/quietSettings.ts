/**
 * User settings that make the workbench quick, quiet and readable from a page. They are user settings, and not machine
 * settings, because those would win over what a test sets.
 */
export const quietSettings: Readonly<Record<string, unknown>> = {
  // Nothing that asks the network or opens by itself.
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'extensions.webWorker': false,
  'git.enabled': false,
  'npm.autoDetect': 'off',
  'remote.autoForwardPorts': false,
  'remote.downloadExtensionsLocally': false,
  'window.restoreWindows': 'none',
  'window.commandCenter': false,
  'window.confirmBeforeClose': 'never',
  'files.autoSave': 'off',
  'files.hotExit': 'off',
  'files.simpleDialog.enable': true,
  // The palette stays when a webview or an editor takes back the focus.
  'workbench.quickOpen.closeOnFocusLost': false,
  // The text of a terminal is in the page with the DOM renderer only.
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.enablePersistentSessions': false,
  'terminal.integrated.shellIntegration.enabled': false,
  // Nothing that moves.
  'workbench.reduceMotion': 'on',
  'workbench.list.smoothScrolling': false,
  'workbench.editor.restoreViewState': false,
  'workbench.editor.empty.hint': 'hidden',
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.cursorSmoothCaretAnimation': 'off',
  'editor.smoothScrolling': false,
  'editor.hover.delay': 50,
};

// Runs in the page before VS Code's own scripts: edits the configuration that the server puts into the document.
// (A document answered from a Playwright route would not do: Chromium then refuses the page's WebSocket.)
/* global document, window, MutationObserver, rustTraceNeedsDriver */
if (window === window.top) {
  const observer = new MutationObserver(() => {
    const element = document.getElementById('vscode-workbench-web-configuration');
    if (element === null) return;
    observer.disconnect();
    const configuration = JSON.parse(element.getAttribute('data-settings'));
    // Its script belongs to a front end that is not running here.
    delete configuration.productConfiguration.serviceWorker;
    if (rustTraceNeedsDriver) {
      configuration.developmentOptions = { ...configuration.developmentOptions, enableSmokeTestDriver: true };
    }
    element.setAttribute('data-settings', JSON.stringify(configuration));
  });
  observer.observe(document, { childList: true, subtree: true });
}

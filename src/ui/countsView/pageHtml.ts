/** The frame that the Counts view's script fills. Nothing in it comes from a session. Pure. */

export interface PageResources {
  /** Addresses for the page, and what the policy calls their origin. */
  readonly script: string;
  readonly style: string;
  readonly origin: string;
  /** Letters and digits that nobody can guess. */
  readonly nonce: string;
}

/** The script runs by its nonce alone, and loads nothing. */
export function pageHtml({ script, style, origin, nonce }: PageResources): string {
  const policy = `default-src 'none'; style-src ${origin}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Counts</title>
<link rel="stylesheet" href="${style}">
<script nonce="${nonce}" src="${script}" defer></script>
</head>
<body></body>
</html>`;
}

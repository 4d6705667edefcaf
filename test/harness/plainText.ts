/** The text of the page as a person reads it: VS Code writes no-break spaces and zero-width marks. */
export function plainText(text: string): string {
  return text.replace(/\u00a0/g, ' ').replace(/[\u200b-\u200d\ufeff]/g, '');
}

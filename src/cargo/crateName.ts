/** What a crate is called in Rust: cargo's names may have hyphens, which identifiers must not. */
export function crateName(name: string): string {
  return name.replaceAll('-', '_');
}

/** Options of a kernel's build configuration, as in /proc/config.gz. Kconfig writes only what is set. */

export interface KernelOptions {
  /** True for `=y` and `=m`. Pass the name without `CONFIG_`. */
  readonly isSet: (name: string) => boolean;
}

export function parseKernelOptions(text: string): KernelOptions {
  const set = new Set<string>();
  for (const [, name = ''] of text.matchAll(/^CONFIG_(\w+)=[ym]$/gm)) set.add(name);
  return { isSet: name => set.has(name) };
}

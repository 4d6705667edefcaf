/** What is loaded: the files of code in `dist/` as esbuild's metafiles tell of them. */

import { shippedMetafiles } from '../../bundle.ts';
import { table } from '../markdown.ts';

/** Bytes of code. */
interface Size {
  readonly shipped: number;
  /** The part of it that is of packages, not ours. */
  readonly ofPackages: number;
  /** The sources that it was made of, before anything was left out or made smaller. */
  readonly sources: number;
}

/** Of all files of each bundle together, by the bundle's name, and of `dist/extension.cjs`, which activation loads. */
export async function sizes(): Promise<{ readonly text: string; readonly extensionBytes: number }> {
  const found = new Map<string, Size>();
  for (const [bundle, { inputs, outputs }] of await shippedMetafiles()) {
    const parts = Object.values(outputs).flatMap(output => Object.entries(output.inputs));
    found.set(bundle, {
      shipped: sum(Object.values(outputs).map(({ bytes }) => bytes)),
      ofPackages: sum(parts.map(([file, { bytesInOutput }]) => (isOfPackage(file) ? bytesInOutput : 0))),
      sources: sum(Object.values(inputs).map(({ bytes }) => bytes)),
    });
  }
  const rows = [...found].map(([bundle, { shipped, ofPackages, sources }]) => {
    return [bundle, kilobytes(shipped), kilobytes(ofPackages), kilobytes(sources)];
  });
  const text = table(['bundle', 'shipped, kB', 'of packages, kB', 'sources, kB'], rows);
  return { text, extensionBytes: found.get('extension')?.shipped ?? NaN };
}

function isOfPackage(file: string): boolean {
  return file.includes('node_modules/');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(0);
}

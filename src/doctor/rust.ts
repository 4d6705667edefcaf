/** cargo and rustc: what builds the programs that are traced. Pure. */

import type { RustTools, ToolVersion } from '../cargo/toolVersions.ts';
import type { Finding } from './finding.ts';

export function rustFindings({ cargo, rustc }: RustTools): Finding[] {
  return [tool('cargo', cargo), tool('rustc', rustc)];
}

function tool(name: 'cargo' | 'rustc', version: ToolVersion): Finding {
  const base = { id: name, group: 'Rust', title: name, neededBy: [], fix: null } as const;
  if (version.kind === 'found') return { ...base, status: 'ok', detail: version.text.replace(`${name} `, '') };
  const { message } = version.error;
  const detail = message.replace(/\.$/, '');
  // rustup's own words where it has no toolchain.
  if (/no default (is configured|toolchain)|could not choose a version/.test(message)) {
    return {
      ...base,
      status: 'bad',
      detail,
      fix: { sentence: 'Choose a toolchain.', command: 'rustup default stable' },
    };
  }
  const command = "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh";
  return { ...base, status: 'bad', detail, fix: { sentence: 'Install Rust with rustup.', command } };
}

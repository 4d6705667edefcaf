import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { profileSettings, type ProfileKey, type ProfileSettings } from '../../src/cargo/profileSettings.ts';
import { makeProject } from './cargoSample.ts';

const PACKAGE = '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n';

interface Row {
  readonly name: string;
  readonly profile: string;
  /** What comes after `[package]` in the manifest. */
  readonly manifest?: string;
  /** Other files, by path below the project. */
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** `FILE:LINE: TEXT`, `$NAME` or `default`, with the profile where it is another one. */
  readonly places: Readonly<Partial<Record<ProfileKey, string>>>;
}

const MIXED = `[profile]
dev.debug = "limited" # ü
[profile.release]
"strip" = "debuginfo"
lto = 'fat'
[profile.fast]
inherits = "release"
opt-level = "s"
`;

const ROWS: readonly Row[] = [
  { name: 'cargo alone', profile: 'dev', places: { debug: 'default', strip: 'default' } },
  { name: 'cargo alone, for release', profile: 'release', places: { debug: 'default', strip: 'default' } },
  {
    name: 'a dotted key',
    profile: 'dev',
    manifest: MIXED,
    places: { debug: 'Cargo.toml:6: dev.debug = "limited" # ü', 'opt-level': 'default' },
  },
  {
    name: 'a table',
    profile: 'release',
    manifest: MIXED,
    places: { strip: 'Cargo.toml:8: "strip" = "debuginfo"', lto: "Cargo.toml:9: lto = 'fat'" },
  },
  {
    name: 'the profile that it inherits from',
    profile: 'fast',
    manifest: MIXED,
    places: { strip: 'release Cargo.toml:8: "strip" = "debuginfo"', 'opt-level': 'Cargo.toml:12: opt-level = "s"' },
  },
  {
    name: 'an inline table on one line, of two profiles alike',
    profile: 'release',
    manifest: '[profile]\ndev = { strip = false, debug = 0 }\nrelease = { strip = true, debug = true }\n',
    places: {
      strip: 'Cargo.toml:7: release = { strip = true, debug = true }',
      debug: 'Cargo.toml:7: release = { strip = true, debug = true }',
    },
  },
  {
    name: 'no debug information, so that strip is on',
    profile: 'dev',
    manifest: '[profile.dev]\r\ndebug = "none"\r\n',
    places: { debug: 'Cargo.toml:6: debug = "none"', strip: 'default' },
  },
  {
    name: 'debug information in release, so that strip is off',
    profile: 'release',
    manifest: '[profile.release]\ndebug = "line-tables-only"\nsplit-debuginfo = "packed"\nlto = "off"\n',
    places: {
      strip: 'default',
      'split-debuginfo': 'Cargo.toml:7: split-debuginfo = "packed"',
      lto: 'Cargo.toml:8: lto = "off"',
    },
  },
  {
    name: 'the nearest configuration file, then one above, then the manifest',
    profile: 'release',
    manifest: '[profile.release]\ndebug = 1\nopt-level = 1\nlto = true\n',
    files: {
      '.cargo/config.toml': '[profile.release]\ndebug = 2\n',
      '../.cargo/config.toml': 'profile.release.debug = 0\nprofile.release.opt-level = 2\n',
    },
    places: {
      debug: '.cargo/config.toml:2: debug = 2',
      'opt-level': '../.cargo/config.toml:2: profile.release.opt-level = 2',
      lto: 'Cargo.toml:8: lto = true',
    },
  },
  {
    name: 'the older name of a configuration file, and what it includes',
    profile: 'release',
    files: {
      '.cargo/config': 'include = ["../a.toml", { path = "../b.toml" }]\n[profile.release]\ndebug = 2\n',
      '.cargo/config.toml': '[profile.release]\ndebug = 1\n',
      'a.toml': '[profile.release]\ndebug = 1\nstrip = "symbols"\nopt-level = 1\n',
      'b.toml': '[profile.release]\nopt-level = 2\n',
    },
    places: {
      debug: '.cargo/config:3: debug = 2',
      strip: 'a.toml:3: strip = "symbols"',
      'opt-level': 'b.toml:2: opt-level = 2',
    },
  },
  {
    name: 'the environment before all',
    profile: 'with-dash',
    manifest: '[profile.with-dash]\ninherits = "release"\nstrip = false\n',
    files: { '.cargo/config.toml': '[profile.with-dash]\nstrip = "debuginfo"\n' },
    environment: { CARGO_PROFILE_WITH_DASH_STRIP: 'true', CARGO_PROFILE_RELEASE_DEBUG: '1' },
    places: { strip: '$CARGO_PROFILE_WITH_DASH_STRIP', debug: 'release $CARGO_PROFILE_RELEASE_DEBUG' },
  },
  {
    name: 'a profile of a configuration file that inherits through another',
    profile: 'slow',
    manifest: '[profile.fast]\ninherits = "release"\ndebug = 1\n',
    files: { '.cargo/config.toml': '[profile.slow]\ninherits = "fast"\nstrip = "none"\n' },
    places: { debug: 'fast Cargo.toml:7: debug = 1', strip: '.cargo/config.toml:3: strip = "none"' },
  },
];

describe('the settings of a profile', function () {
  this.timeout(60_000);
  for (const { name, profile, manifest = '', files = {}, environment = {}, places } of ROWS) {
    it(`are those of cargo, said by ${name}`, () => {
      const sample = makeProject(
        { 'Cargo.toml': PACKAGE + manifest, 'src/main.rs': 'fn main() {}\n', ...files },
        'a b',
      );
      try {
        const all = { ...process.env, ...environment };
        const settings = profileSettings({ workspaceRoot: sample.root }, profile, all);
        assert.ok(settings !== null);
        assert.deepEqual(valuesOf(settings), effective(sample.root, profile, all));
        for (const [key, expected] of Object.entries(places))
          assert.equal(placeOf(settings, key as ProfileKey, profile, sample.root), expected, key);
      } finally {
        sample.remove();
      }
    });
  }

  it('do not exist for a profile that is gone, or that inherits from itself', () => {
    const circle = '[profile.a]\ninherits = "b"\n[profile.b]\ninherits = "a"\n';
    const sample = makeProject({ 'Cargo.toml': PACKAGE + circle }, 'circle');
    for (const profile of ['gone', 'a', 'constructor'])
      assert.equal(profileSettings({ workspaceRoot: sample.root }, profile), null);
    sample.write('Cargo.toml', 'no toml');
    assert.equal(profileSettings({ workspaceRoot: sample.root }, 'release')?.strip.value, 'debuginfo');
    sample.remove();
  });
});

function valuesOf(settings: ProfileSettings): Record<string, string> {
  const { mayBeOptimised: _, ...values } = settings;
  return Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, value]));
}

describe('code that may be optimised', function () {
  this.timeout(60_000);
  const rows: readonly (readonly [name: string, profile: string, manifest: string, change?: Partial<Row>])[] = [
    ['nothing', 'dev', ''],
    ['the profile', 'release', ''],
    ['its opt-level', 'dev', '[profile.dev]\nopt-level = 1\n'],
    ['a package of the profile', 'dev', '[profile.dev.package.util]\nopt-level = 3\n'],
    ['all dependencies', 'dev', '[profile.dev.package."*"]\nopt-level = "s"\n'],
    [
      'an override that raises nothing',
      'dev',
      '[profile.dev.package]\nutil = { debug = 1 }\n"*" = { opt-level = 0 }\n',
    ],
    ['an override of another profile', 'dev', '[profile.release.package.util]\nopt-level = 2\n'],
    [
      'an override of a profile that it inherits from',
      'slow',
      '[profile.slow]\ninherits = "dev"\n[profile.dev.package.util]\nopt-level = 2\n',
    ],
    ['build scripts alone', 'dev', '[profile.dev.build-override]\nopt-level = 3\n'],
    [
      'a configuration file',
      'dev',
      '',
      { files: { '.cargo/config.toml': '[profile.dev.package.util]\nopt-level = 3\n' } },
    ],
    [
      'the environment',
      'dev',
      '',
      {
        files: { '.cargo/config.toml': '[profile.dev.package.util]\ndebug = 1\n' },
        environment: { CARGO_PROFILE_DEV_PACKAGE_util_OPT_LEVEL: '2' },
      },
    ],
  ];
  for (const [name, profile, manifest, { files = {}, environment = {} } = {}] of rows) {
    it(`is what cargo optimises by ${name}`, () => {
      const sample = makeProject(
        {
          'Cargo.toml': `${PACKAGE}[dependencies]\nutil = { path = "util" }\n${manifest}`,
          'src/main.rs': 'fn main() {}\n',
          'build.rs': 'fn main() {}\n',
          'util/Cargo.toml': PACKAGE.replace('app', 'util'),
          'util/src/lib.rs': '',
          ...files,
        },
        'overrides',
      );
      try {
        const all = { ...process.env, ...environment };
        const settings = profileSettings({ workspaceRoot: sample.root }, profile, all);
        const linked = unitsOf(sample.root, profile, all).filter(
          unit => unit.mode === 'build' && !unit.target.kind.includes('custom-build'),
        );
        assert.equal(linked.length, 2);
        const isOptimised = linked.some(unit => unit.profile.opt_level !== '0');
        assert.equal(settings?.mayBeOptimised, isOptimised);
      } finally {
        sample.remove();
      }
    });
  }
});

/** What cargo would call the compiler with. */
function effective(cwd: string, profile: string, env: NodeJS.ProcessEnv): Record<string, string> {
  const [unit] = unitsOf(cwd, profile, env);
  assert.ok(unit !== undefined);
  const { opt_level, debuginfo, split_debuginfo, strip, lto } = unit.profile;
  // Deferred: it depends on other crates, of which there are none.
  const resolved = strip.resolved ?? strip.deferred ?? assert.fail();
  return {
    'opt-level': opt_level,
    debug: String(debuginfo),
    // As rustc takes it on Linux.
    'split-debuginfo': split_debuginfo ?? 'off',
    strip: typeof resolved === 'string' ? resolved.toLowerCase() : resolved.Named,
    lto: lto === 'true' ? 'fat' : lto,
  };
}

function unitsOf(cwd: string, profile: string, env: NodeJS.ProcessEnv): UnitGraph['units'] {
  const args = ['build', '--offline', '--unit-graph', '-Zunstable-options', `--profile=${profile}`];
  const printed = execFileSync('cargo', args, {
    cwd,
    encoding: 'utf8',
    env: { ...env, RUSTC_BOOTSTRAP: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return (JSON.parse(printed) as UnitGraph).units;
}

type Strip = string | { readonly Named: string };

interface UnitGraph {
  readonly units: readonly {
    readonly mode: string;
    readonly target: { readonly kind: readonly string[] };
    readonly profile: {
      readonly opt_level: string;
      readonly debuginfo: number | string;
      readonly split_debuginfo: string | null;
      readonly strip: { readonly resolved?: Strip; readonly deferred?: Strip };
      readonly lto: string;
    };
  }[];
}

function placeOf(settings: ProfileSettings, key: ProfileKey, asked: string, root: string): string {
  const { profile, place } = settings[key];
  const inherited = profile === asked ? '' : `${profile} `;
  if (place.kind === 'default') return 'default';
  if (place.kind === 'environment') return `${inherited}$${place.name}`;
  const { file, line1, text } = place;
  assert.equal(readFileSync(file, 'utf8').split('\n')[line1 - 1]?.trim(), text);
  return `${inherited}${path.relative(root, file)}:${line1}: ${text}`;
}

/** The builds of test/fixtures/shapes that the resolver is tried on: its profiles, and what each leaves to be known. */

import { ArtifactOracle, DescribedArtifact, type Knowledge } from './oracle/expectation.ts';
import { buildShapes, type BuiltArtifact, type ShapesBuild } from './shapes.ts';

interface Configuration {
  readonly mangling: 'legacy' | 'v0';
  readonly knowledge: Knowledge;
  /** Profile of the same code whose debug information is whole, where this one's is not. */
  readonly describedBy: string | null;
  /** Programs, libraries, tests and benches, or the program `shapes` alone. */
  readonly isEverything: boolean;
}

const WHOLE: Configuration = { mangling: 'legacy', knowledge: 'declarations', describedBy: null, isEverything: false };
const RELEASE_NAMES: Configuration = { ...WHOLE, knowledge: 'names', describedBy: 'release-full' };

/** By profile; a profile stands behind the one that describes it. */
export const CONFIGURATIONS: Readonly<Record<string, Configuration>> = {
  dev: { ...WHOLE, isEverything: true },
  'dev-v0': { ...WHOLE, mangling: 'v0' },
  'dev-unpacked': { ...WHOLE, describedBy: 'dev' },
  'dev-without': { ...WHOLE, knowledge: 'names', describedBy: 'dev' },
  'opt-1': WHOLE,
  'release-full': { ...WHOLE, isEverything: true },
  release: RELEASE_NAMES,
  'release-limited': WHOLE,
  'release-lines': RELEASE_NAMES,
  'release-packed': { ...WHOLE, describedBy: 'release-full' },
  'release-stripped-debuginfo': RELEASE_NAMES,
  'release-stripped': { ...RELEASE_NAMES, knowledge: 'nothing' },
  'release-v0': { ...WHOLE, mangling: 'v0' },
  'lto-off': WHOLE,
  'lto-thin': WHOLE,
  'lto-fat': { ...WHOLE, mangling: 'v0' },
  size: WHOLE,
  smallest: WHOLE,
};

/** Every function that is called has a symbol here. */
const UNOPTIMISED = { legacy: 'dev', v0: 'dev-v0' } as const;

export class ShapesBuilds {
  readonly #artifacts = new Map<string, Promise<readonly BuiltArtifact[]>>();
  readonly #described = new Map<string, DescribedArtifact>();

  /** The artifacts of a profile, each with its oracle, which reads the file when first asked for. */
  async oracles(profile: string): Promise<Map<BuiltArtifact, () => ArtifactOracle>> {
    const { mangling, knowledge, describedBy } = configurationOf(profile);
    const described = describedBy === null ? null : await this.#program(describedBy);
    const unoptimised = await this.#program(UNOPTIMISED[mangling]);
    const built = await this.build(profile);
    return new Map(
      built.map(artifact => {
        let oracle: ArtifactOracle | null = null;
        return [
          artifact,
          () =>
            (oracle ??= new ArtifactOracle(
              artifact.path,
              knowledge,
              this.#describedOnce(described ?? artifact),
              this.#describedOnce(unoptimised),
            )),
        ];
      }),
    );
  }

  build(profile: string): Promise<readonly BuiltArtifact[]> {
    const known = this.#artifacts.get(profile);
    if (known !== undefined) return known;
    const { mangling, isEverything } = configurationOf(profile);
    const build: ShapesBuild = { profile, mangling, targets: isEverything ? ['--all-targets'] : ['--bin=shapes'] };
    const built = buildShapes(build);
    this.#artifacts.set(profile, built);
    return built;
  }

  async #program(profile: string): Promise<BuiltArtifact> {
    const built = await this.build(profile);
    return built.find(({ targetName, isTest }) => targetName === 'shapes' && !isTest)!;
  }

  #describedOnce({ path }: BuiltArtifact): DescribedArtifact {
    let described = this.#described.get(path);
    if (described === undefined) {
      described = new DescribedArtifact(path);
      this.#described.set(path, described);
    }
    return described;
  }
}

function configurationOf(profile: string): Configuration {
  const configuration = CONFIGURATIONS[profile];
  if (configuration === undefined) throw new Error(`${profile} is no profile of the workspace`);
  return configuration;
}

/** Whether bcc's own words say that it failed for a reason that another tracer may not have. Pure. */

/**
 * `machine`: no plan can be traced with bcc here, for nothing that a person does in the editor changes it.
 * `plan`: this one cannot, or not now.
 */
type Blame = 'machine' | 'plan';

export interface BccFault {
  readonly blame: Blame;
  /** The message that tells it. */
  readonly message: string;
}

/** Headers, or what does not fit them. */
const NO_HEADERS = /Unable to find kernel headers|chdir\(\/lib\/modules\//;
const NOT_COMPILED = /Failed to compile BPF module/;
/** What no header changes. */
const TOO_LARGE = /BPF stack limit of 512 bytes/;

const FAULTS: readonly (readonly [RegExp, Blame])[] = [
  [NO_HEADERS, 'machine'],
  [NOT_COMPILED, 'machine'],
  // Python, its module or the library behind it.
  [/No module named|^(?:ImportError|ModuleNotFoundError|SyntaxError|OSError): /, 'machine'],
  [/\bpython[\d.]*\W*: (?:No such file or directory|not found|Permission denied)/, 'machine'],
  [/cannot open shared object file|undefined symbol/, 'machine'],
  // BPF is not allowed, as in a container or under lockdown.
  [/could not open bpf map.*Operation not permitted|Need super-user privileges/, 'machine'],
  [/Failed to load BPF program .*: Operation not permitted/, 'machine'],
  // It looks symbols up in fewer places than we do, and cannot probe the inside of a function before 0.16.
  [/could not determine address of symbol/, 'plan'],
  // funccount's words for the same, and for more functions than it takes.
  [/No functions matched by pattern|funccount found \d+ of|Error -?\d+ enumerating symbols/, 'plan'],
  [/maximum of \d+ probes allowed/, 'plan'],
  // The program that was made of the plan.
  [/Failed to load BPF program|BPF stack limit of 512 bytes/, 'plan'],
  [/error in probe '|list index out of range/, 'plan'],
  [/Failed to attach BPF|cannot attach uprobe/, 'plan'],
  [/Too many open files|Cannot allocate memory/, 'plan'],
];

/** `messages`: what it printed before it was attached. Null when it failed for no such reason, or none that is known. */
export function faultOfBcc(messages: readonly string[]): BccFault | null {
  for (const [pattern, blame] of FAULTS) {
    const message = messages.find(text => pattern.test(text));
    if (message !== undefined) return { blame, message };
  }
  return null;
}

/** Whether it could not compile, for want of headers perhaps. */
export function couldNotCompile(messages: readonly string[]): boolean {
  const says = (pattern: RegExp): boolean => messages.some(text => pattern.test(text));
  return (says(NO_HEADERS) || says(NOT_COMPILED)) && !says(TOO_LARGE);
}

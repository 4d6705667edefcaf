/** The part of the WebAssembly interface that we use: Node has it, its type declarations do not. */

export interface WasmModule {
  readonly brand: 'WebAssembly.Module';
}

interface WasmApi {
  compile(bytes: Uint8Array): Promise<WasmModule>;
  readonly Instance: new (
    module: WasmModule,
    imports: Readonly<Record<string, Readonly<Record<string, () => void>>>>,
  ) => { readonly exports: unknown };
}

export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;

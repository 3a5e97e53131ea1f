import type { Plugin } from 'vite'

type Compile = (source: string) => unknown

export declare function compiledTexts(compile: Compile): Plugin
export declare function writeTextScripts(out: string, compile: Compile): Promise<void>

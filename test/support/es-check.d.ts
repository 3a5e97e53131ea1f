declare module 'es-check' {
  /** Parses each file as that version of ECMAScript. */
  export function runChecks(
    configs: { ecmaVersion: string; files: string[] }[],
    options: { logger: object },
  ): { success: boolean; errors: object[] }
}

import { OperatorFault } from './errors.ts'

/**
 * What an operator can mend is said in a sentence; anything else is a fault of ours and keeps its stack.
 *
 * @param command what the operator typed to start it, for the advice
 */
export function explain(error: unknown, command: string): string {
  if (error instanceof OperatorFault) return error.message
  if (!(error instanceof Error)) return String(error)
  const { code, port } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken by another program. Choose another one: PORT=${Number(port) + 1} ${command}`
  }
  if (code === 'EACCES' && port !== undefined) {
    return `This user may not listen on port ${port}. Choose one above 1023: PORT=8080 ${command}`
  }
  return error.stack ?? error.message
}

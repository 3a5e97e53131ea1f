import { type Answer, said } from '../answer.ts'
import { type Finding, judge } from '../finding.ts'

/** A client that no server knows. */
export const NOBODY = { clientId: 'couchlink-probe-nobody' }

/** Refused by the error that RFC 6749 §5.2 has for it. */
export function refusedAs(error: string, answer: Answer): Finding {
  const kept = (answer.status === 400 || answer.status === 401) && answer.error === error
  return judge(kept, kept ? said(answer) : `${said(answer)} in place of ${error}`)
}

/** A server that breaks over a question has not refused it. */
export function isRefusal({ status }: Answer): boolean {
  return status >= 300 && status < 500
}

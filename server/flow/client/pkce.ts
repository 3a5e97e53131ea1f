import { sha256 } from '../../credentials/link-secrets.ts'

/** RFC 7636 §4.6; a verifier for which nobody asked is as wrong as a missing one. */
export function isVerifier(verifier: string | undefined, challenge: string | null): boolean {
  if (verifier === undefined || challenge === null) {
    return verifier === undefined && challenge === null
  }
  return sha256(verifier) === challenge
}

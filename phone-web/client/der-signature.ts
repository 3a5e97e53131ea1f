/**
 * The 64 bytes r‖s that a JWS holds, of a signature as Android's Keystore and many a library write it: an ASN.1 sequence
 * of two integers (RFC 3279 §2.2.3). Throws on anything else.
 */
export function signatureFromDer(der: Uint8Array): Uint8Array {
  const [r, end] = integerAt(der, 2)
  const [s, rest] = integerAt(der, end)
  // P-256's signatures are short enough for a length of one byte.
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || rest !== der.length) throw notOne()
  const raw = new Uint8Array(64)
  raw.set(r, 32 - r.length)
  raw.set(s, 64 - s.length)
  return raw
}

/** An integer's bytes without the zero that keeps it positive, and where it ends. */
function integerAt(der: Uint8Array, at: number): [Uint8Array, number] {
  const length = der[at + 1] ?? 0
  const end = at + 2 + length
  const bytes = der.subarray(at + 2, end)
  const number = bytes[0] === 0 ? bytes.subarray(1) : bytes
  if (der[at] !== 2 || length === 0 || bytes.length !== length || number.length > 32) throw notOne()
  return [number, end]
}

function notOne(): Error {
  return new Error('This is no P-256 signature in DER.')
}

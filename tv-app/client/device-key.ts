/** A P-256 public key as JSON Web Keys write it (RFC 7518 §6.2.1): base64url coordinates. */
export interface PublicJwk {
  kty: 'EC'
  crv: 'P-256'
  x: string
  y: string
}

/** The key that makes this TV this TV. */
export interface DeviceKey {
  jwk: PublicJwk
  /** `key_` and the RFC 7638 thumbprint of the public key: the device, unless its platform vouches for it. */
  deviceId: string
  /** ECDSA over SHA-256, 64 bytes r‖s (RFC 7518 §3.4). */
  sign(text: string): Promise<Uint8Array>
  sha256(text: string): Promise<Uint8Array>
}

/** A key made in advance with `couchlink devices provision`: base64url coordinates and scalar. */
export interface GivenKey {
  x: string
  y: string
  d: string
}

/** A screen that a phone can stand before: where it is, and what its QR holds. */
export interface Screen {
  /** The address of its home, as the proxy before the server would tell it. */
  home: string
  handle: string
}

/** 10.255.0.0/16 is the phones' own. */
const MOST = 255 * 256

let given = 0

/** A home that no screen of this bench has had: more than a few devices at one address would be doubted. */
export function newHome(): string {
  given += 1
  if (given > MOST) throw new Error(`more than ${MOST} homes`)
  return `10.${(given - 1) >> 8}.${(given - 1) & 0xff}.10`
}

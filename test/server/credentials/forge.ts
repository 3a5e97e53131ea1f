import { type KeyObject, sign } from 'node:crypto'

import { ecPair } from '../../support/key-pairs.ts'

/** A token by its parts, before it is put together by hand: independent of the code that is judged. */
export interface Draft {
  header: Record<string, unknown>
  claims: Record<string, unknown>
  key: KeyObject
}

/** One way to change a good token, and the token that comes of it. */
export type Forgery = [fault: string, forge: (good: Draft) => string]

export function encode(value: unknown): string {
  return base64url(JSON.stringify(value))
}

export function base64url(text: string | Uint8Array): string {
  return Buffer.from(text as string).toString('base64url')
}

/** ES256 by `key`, whatever the header says. */
export function put({ header, claims, key }: Draft): string {
  return putRaw(encode(header), encode(claims), key)
}

export function putRaw(header: string, claims: string, key: KeyObject): string {
  return `${header}.${claims}.${signature(`${header}.${claims}`, key).toString('base64url')}`
}

export function signature(signed: string, key: KeyObject): Buffer {
  return sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
}

/** The good token with other members in its header; `undefined` takes one away. */
export function withHeader(members: Record<string, unknown>): Forgery[1] {
  return (good) => put({ ...good, header: { ...good.header, ...members } })
}

export function withClaims(members: Record<string, unknown>): Forgery[1] {
  return (good) => put({ ...good, claims: { ...good.claims, ...members } })
}

/** The good token with one of its three parts rewritten after it was signed. */
export function withPart(index: 0 | 1 | 2, rewrite: (part: string) => string): Forgery[1] {
  return (good) => {
    const parts = put(good).split('.')
    parts[index] = rewrite(parts[index] ?? '')
    return parts.join('.')
  }
}

/** The good token with header or claims written in another way, and signed as such. */
export function writtenAs(part: 'header' | 'claims', write: (json: string) => string): Forgery[1] {
  return ({ header, claims, key }) => {
    const texts = { header: encode(header), claims: encode(claims) }
    texts[part] = write(JSON.stringify(part === 'header' ? header : claims))
    return putRaw(texts.header, texts.claims, key)
  }
}

export function freshKey(): KeyObject {
  return ecPair().privateKey
}

/** The last letter of 86 carries four bits; the next one in the alphabet decodes to the same bytes. */
export function anotherSpelling(part: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const next = alphabet[alphabet.indexOf(part.slice(-1)) + 1]
  return part.slice(0, -1) + next
}

export function flipBit(part: string): string {
  const bytes = Buffer.from(part, 'base64url')
  bytes[7] = (bytes[7] ?? 0) ^ 1
  return bytes.toString('base64url')
}

/** What can be wrong with the outer form of any signed token of ours; each row changes one thing. */
export const FORM_FORGERIES: Forgery[] = [
  ['a flipped bit in the signature', withPart(2, flipBit)],
  ['no signature', withPart(2, () => '')],
  ['a signature of zeros', withPart(2, () => base64url(new Uint8Array(64)))],
  [
    'a signature a byte short',
    withPart(2, (part) => base64url(Buffer.from(part, 'base64url').subarray(1))),
  ],
  [
    'a signature a byte long',
    withPart(2, (part) =>
      base64url(Buffer.concat([Buffer.from(part, 'base64url'), Buffer.alloc(1)])),
    ),
  ],
  [
    'a signature in DER',
    (good) => {
      const [header, claims] = put(good).split('.')
      return `${header}.${claims}.${sign('sha256', Buffer.from(`${header}.${claims}`), good.key).toString('base64url')}`
    },
  ],
  ['a signature spelled in another way', withPart(2, anotherSpelling)],
  ['a padded signature', withPart(2, (part) => `${part}==`)],
  ['a blank in the signature', withPart(2, (part) => `${part.slice(0, 40)} ${part.slice(40)}`)],
  ['a line break behind it', withPart(2, (part) => `${part}\n`)],
  ['a blank before it', withPart(0, (part) => ` ${part}`)],
  [
    'a signature over other claims',
    (good) => {
      const other = put({ ...good, claims: { ...good.claims, jti: 'another-token-id' } })
      return put(good)
        .split('.')
        .with(2, other.split('.')[2] ?? '')
        .join('.')
    },
  ],
  ['a signature of another key', (good) => put({ ...good, key: freshKey() })],
  ['two parts', (good) => put(good).split('.').slice(0, 2).join('.')],
  ['four parts', (good) => `${put(good)}.`],
  ['five parts', (good) => `${put(good)}..`],
  ['an empty header', withPart(0, () => '')],
  ['empty claims', withPart(1, () => '')],
  ['claims that are a list', writtenAs('claims', (json) => base64url(`[${json}]`))],
  ['claims that are null', writtenAs('claims', () => base64url('null'))],
  ['claims that are no JSON', writtenAs('claims', (json) => base64url(json.slice(0, -1)))],
  ['claims behind a byte order mark', writtenAs('claims', (json) => base64url(`\uFEFF${json}`))],
  [
    'claims that are no UTF-8',
    writtenAs('claims', (json) =>
      base64url(
        Buffer.concat([
          Buffer.from(json.slice(0, -1)),
          Buffer.from(',"x":"'),
          Buffer.from([0xff]),
          Buffer.from('"}'),
        ]),
      ),
    ),
  ],
  [
    'padded claims',
    writtenAs('claims', (json) =>
      Buffer.from(json.length % 3 === 0 ? `${json} ` : json)
        .toString('base64')
        .replaceAll('+', '-')
        .replaceAll('/', '_'),
    ),
  ],
  [
    'claims in the alphabet of base64',
    writtenAs('claims', (json) =>
      Buffer.from(json.replace('{', '{"x":"\u00fb\u00fb\u00ff\u00ff\u03ff",'))
        .toString('base64')
        .replace(/=+$/, ''),
    ),
  ],
  ['a header that is a list', writtenAs('header', (json) => base64url(`[${json}]`))],
  ['a header that is null', writtenAs('header', () => base64url('null'))],
  [
    'a padded header',
    writtenAs('header', (json) =>
      Buffer.from(json.length % 3 === 0 ? `${json} ` : json)
        .toString('base64')
        .replaceAll('+', '-')
        .replaceAll('/', '_'),
    ),
  ],
  [
    'more than 4096 characters',
    (good) => put({ ...good, claims: { ...good.claims, x: 'x'.repeat(4096) } }),
  ],
  [
    'a token as JSON',
    (good) => {
      const [header, payload, text] = put(good).split('.')
      return JSON.stringify({ protected: header, payload, signature: text })
    },
  ],
]

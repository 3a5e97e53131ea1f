import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Server } from 'node:https'
import { createSecureContext, type SecureContextOptions } from 'node:tls'

import type { Tls } from './config-entries.ts'
import { OperatorFault } from './errors.ts'
import type { Logger } from './log.ts'

/** Two small files; whoever renews a certificate sees it served before they look. */
const LOOK_MS = 1000

/** Once a certificate has so little left, whatever renews it has failed. */
const EXPIRES_SOON_MS = 7 * 24 * 3600 * 1000

/** What a server speaks TLS with. Nothing below 1.2 is spoken (RFC 9325 §3.1.1). */
export type OwnTls = Pick<SecureContextOptions, 'cert' | 'key' | 'minVersion'>

/**
 * The operator's certificate and its key.
 *
 * @throws OperatorFault which of the files does not serve, and why
 */
export function readOwnTls(files: Tls): OwnTls {
  const [cert, key] = (['cert', 'key'] as const).map((name) => {
    try {
      return readFileSync(files[name], 'utf8')
    } catch (error) {
      throw unreadable(name, files[name], error)
    }
  }) as [string, string]
  return fitting(files, cert, key)
}

/**
 * Looks every second whether the files have changed, and serves new connections with what they hold now. Files
 * that do not fit, as while one of the two is written, leave everything as it was.
 *
 * @returns ends the looking
 */
export function followOwnTls(server: Server, files: Tls, served: OwnTls, log: Logger): () => void {
  warnOfEnd(served, log)
  let seen = textOf(served)
  let said = ''
  let looking = false
  const look = async () => {
    if (looking) return
    looking = true
    try {
      const found = await readBoth(files)
      const text = textOf(found)
      if (text === seen) return
      seen = text
      said = ''
      const own = fitting(files, found.cert, found.key)
      server.setSecureContext(own)
      log.info('The certificate has changed, and new connections get it.')
      warnOfEnd(own, log)
    } catch (error) {
      if (!(error instanceof OperatorFault)) throw error
      // As long as it stays so, once is enough.
      if (error.message === said) return
      said = error.message
      log.warn({ reason: said }, 'The changed certificate is not served; the old one is.')
    } finally {
      looking = false
    }
  }
  const timer = setInterval(() => void look(), LOOK_MS).unref()
  return () => clearInterval(timer)
}

async function readBoth(files: Tls): Promise<{ cert: string; key: string }> {
  const [cert, key] = await Promise.all(
    (['cert', 'key'] as const).map((name) =>
      readFile(files[name], 'utf8').catch((error: unknown) => {
        throw unreadable(name, files[name], error)
      }),
    ),
  )
  return { cert: cert ?? '', key: key ?? '' }
}

/** The pair, once it is known to work: OpenSSL's own words for what does not are for its authors. */
function fitting(files: Tls, cert: string, key: string): OwnTls {
  const own = { cert, key, minVersion: 'TLSv1.2' } as const
  if (!certificateOf(files.cert, cert).checkPrivateKey(keyOf(files.key, key))) {
    throw new OperatorFault(
      `tls: the key in ${files.key} is not that of the certificate in ${files.cert}.`,
    )
  }
  try {
    createSecureContext(own)
  } catch (error) {
    throw new OperatorFault(`tls: ${files.cert} cannot be served: ${(error as Error).message}`)
  }
  return own
}

function certificateOf(path: string, text: string): X509Certificate {
  try {
    return new X509Certificate(text)
  } catch {
    throw new OperatorFault(`tls.cert: ${path} holds no certificate in PEM form.`)
  }
}

function keyOf(path: string, text: string): KeyObject {
  try {
    return createPrivateKey(text)
  } catch {
    throw new OperatorFault(
      `tls.key: ${path} holds no private key in PEM form, or one with a passphrase, which nobody could type at a start.`,
    )
  }
}

function unreadable(name: keyof Tls, path: string, error: unknown): OperatorFault {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return new OperatorFault(`tls.${name}: there is no file ${path}.`)
  if (code === 'EACCES') {
    return new OperatorFault(`tls.${name}: ${path} may not be read by the user who runs Couchlink.`)
  }
  return new OperatorFault(`tls.${name}: ${path} cannot be read: ${message}`)
}

function warnOfEnd({ cert }: OwnTls, log: Logger): void {
  const { validTo } = new X509Certificate(String(cert))
  if (Date.parse(validTo) - Date.now() > EXPIRES_SOON_MS) return
  log.warn({ validTo }, 'The certificate has ended or soon will: phones and TVs will refuse it.')
}

function textOf({ cert, key }: OwnTls): string {
  return `${cert}\n${key}`
}

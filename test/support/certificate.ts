import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { temporaryFolder } from './server.ts'

/** A certificate for the names of this machine, and who vouches for it; all PEM. */
export interface Certificate {
  /** Paths, as `tls` in config.json wants them. */
  cert: string
  key: string
  /** The SHA-256 of its public key in base64, by which Chromium can be told to trust it alone. */
  spki: string
}

/** Vouches for certificates in a temporary folder, as `mkcert` does on a developer's machine. */
export class Authority {
  readonly folder = temporaryFolder()
  /** Its own certificate, for clients to trust. */
  readonly ca: string
  #issued = 0

  constructor() {
    this.#request('ca', ['-days', '2', '-subj', '/CN=Authority of a test'])
    this.ca = readFileSync(join(this.folder, 'ca.pem'), 'utf8')
  }

  /** @param days from now until it ends */
  issue(names = 'DNS:localhost,DNS:couch.test,IP:127.0.0.1', days = 30): Certificate {
    this.#issued += 1
    const name = `leaf-${this.#issued}`
    const signer = ['-CA', join(this.folder, 'ca.pem'), '-CAkey', join(this.folder, 'ca.key')]
    const own = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${names}`]
    this.#request(name, [...signer, '-days', String(days), ...own])
    const cert = join(this.folder, `${name}.pem`)
    const { publicKey } = new X509Certificate(readFileSync(cert))
    const spki = publicKey.export({ type: 'spki', format: 'der' })
    return {
      cert,
      key: join(this.folder, `${name}.key`),
      spki: createHash('sha256').update(spki).digest('base64'),
    }
  }

  #request(name: string, args: string[]): void {
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
    const files = [
      '-keyout',
      join(this.folder, `${name}.key`),
      '-out',
      join(this.folder, `${name}.pem`),
    ]
    execFileSync('openssl', ['req', '-x509', ...curve, ...files, ...args], { stdio: 'pipe' })
  }
}

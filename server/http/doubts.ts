import type { Logger } from '../log.ts'
import type { Doubt } from '../trust/network.ts'

/** Says each kind of doubt about networks once, in the log and in `/readyz`: the operator can usually mend it. */
export class Doubts {
  readonly #log: Logger
  readonly #noted = new Set<Doubt>()

  constructor(log: Logger) {
    this.#log = log
  }

  note(doubt: Doubt): void {
    if (this.#noted.has(doubt)) return
    this.#noted.add(doubt)
    this.#log.warn({ doubt }, SENTENCES[doubt])
  }

  get warnings(): string[] {
    return [...this.#noted].map((doubt) => `${doubt}: ${SENTENCES[doubt]}`)
  }
}

const SENTENCES: Record<Doubt, string> = {
  unconfigured_proxy:
    'A proxy forwards calls to this server, but none is configured. List it under "trustedProxies"; until then nobody behind it counts as being at home.',
  proxy_without_address: 'A trusted proxy forwarded a call without X-Forwarded-For.',
  container_gateway:
    'Calls arrive through a container gateway that hides where they come from. Use the host network, or a proxy listed under "trustedProxies".',
  crowded: 'Many devices or accounts share one address.',
  unusable_address: 'A call came from an address that says nothing about its place.',
}

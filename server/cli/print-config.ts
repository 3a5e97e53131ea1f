import process from 'node:process'

import type { Config } from '../config.ts'
import { loadConfig } from '../config-sources.ts'
import { done, type Outcome } from './outcome.ts'

const HIDDEN = '(hidden)'

/** The configuration as the server would use it, without what must not be shown. */
export function printConfig(): Outcome {
  const config = withoutSecrets(loadConfig(process.env))
  return done(config, JSON.stringify(config, null, 2))
}

/** A hash is a secret too: whoever has it can guess at home, without any budget. */
function withoutSecrets(config: Config): unknown {
  const accounts = Object.entries(config.accounts).map(([username, account]) => [
    username,
    { ...account, password: HIDDEN },
  ])
  const clients = Object.entries(config.clients).map(([clientId, client]) => [
    clientId,
    { ...client, secret: client.secret === null ? null : HIDDEN },
  ])
  const { oidc } = config.identity
  const hasSecret = oidc !== null && oidc.clientSecret !== null
  return {
    ...config,
    identity: hasSecret
      ? { ...config.identity, oidc: { ...oidc, clientSecret: HIDDEN } }
      : config.identity,
    accounts: Object.fromEntries(accounts),
    clients: Object.fromEntries(clients),
  }
}

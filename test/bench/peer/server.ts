import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import type { Configuration } from 'oidc-provider'

import { ecPair } from '../../support/key-pairs.ts'
import { KEEP_ALIVE_MS } from '../constant.ts'
import { reportToBench } from '../reporting.ts'
import { sqliteAdapters } from './adapter.ts'
import { interactions } from './interactions.ts'
import { CLIENT_ID, CONNECTED, PEER_DATABASE } from './names.ts'

const HOUR_SECONDS = 3600

/** What others run for the same purpose: oidc-provider with its device flow, as lean as its settings allow. */
async function main(dataDir: string): Promise<void> {
  // What it says at its start is meant for its developers; README.md tells what matters here.
  console.warn = () => {}
  console.info = () => {}
  const { Provider } = await import('oidc-provider')
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const adapters = sqliteAdapters(join(dataDir, PEER_DATABASE))
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    ...CONFIGURATION,
    adapter: adapters.make,
    jwks: { keys: [newKey()] },
  })
  provider.on('server_error', (_context, error) => {
    process.stderr.write(`oidc-provider: ${error.stack ?? error.message}\n`)
  })
  server.on('request', interactions(provider))
  reportToBench(port, async () => {
    server.close()
    adapters.close()
  })
}

/** Everything that its flow can do without is left out; what is set to a number would else be a function that warns. */
const CONFIGURATION: Configuration = {
  clients: [
    {
      client_id: CLIENT_ID,
      token_endpoint_auth_method: 'none',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      response_types: [],
      redirect_uris: [],
      // The ID token costs it as much as the access token costs us; its default, RS256, costs more.
      id_token_signed_response_alg: 'ES256',
    },
  ],
  features: {
    devInteractions: { enabled: false },
    deviceFlow: {
      enabled: true,
      userCodeConfirmSource: async (context, form) => {
        context.body = form
      },
      successSource: async (context) => {
        context.body = CONNECTED
      },
    },
  },
  interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
  findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  ttl: {
    AccessToken: 600,
    DeviceCode: 600,
    Grant: HOUR_SECONDS,
    IdToken: HOUR_SECONDS,
    Interaction: HOUR_SECONDS,
    RefreshToken: HOUR_SECONDS,
    Session: HOUR_SECONDS,
  },
}

function newKey(): object {
  const { privateKey } = ecPair()
  return { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'bench' }
}

const [dataDir] = process.argv.slice(2)
if (dataDir === undefined) throw new Error('usage: server.ts <data folder>')
await main(dataDir)

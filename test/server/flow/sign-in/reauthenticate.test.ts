import { describe, expect, it } from 'vitest'
import type { Caller } from '../../../../server/flow/parts.ts'
import { reauthenticate } from '../../../../server/flow/sign-in/reauthenticate.ts'
import { provenNow, type SignedIn } from '../../../../server/flow/sign-in/signed-in.ts'
import type { AccountRecord } from '../../../../server/store/store.ts'
import { accounts, type Settings, startServer } from '../../../support/server.ts'

const HERE: Caller = {
  network: { kind: 'host_lan', key: 'host-lan', address: '127.0.0.1' },
  base: 'http://192.168.1.5:8080',
  issuer: 'http://localhost:8080',
  secure: false,
  country: null,
  label: null,
}
const OIDC = { name: 'Elsewhere', issuer: 'https://id.example', clientId: 'couch' }

async function setUp(settings: Settings = {}) {
  const { parts } = await startServer({ accounts: await accounts('ann'), ...settings })
  const { store, now } = parts
  const ann = await store.accountByUsername('ann')
  if (ann === null) throw new Error('There is no Ann.')
  const carl = { ...ann, accountId: 'carl', username: 'carl', passwordHash: null }
  await store.addAccount(carl)
  const addPasskey = async ({ accountId, passwordHash }: AccountRecord) => {
    const sessionId = `session-of-${accountId}`
    await store.openSession({
      ...{ sessionId, idHash: sessionId, accountId, passwordHash, method: 'password' },
      ...{ label: null, replaces: null, address: '127.0.0.1' },
      ...{ now: now(), expiresAt: now() + 1000, perAccount: 5 },
    })
    const added = await store.addPasskey(
      {
        credentialId: `passkey-of-${accountId}`,
        accountId,
        publicKey: 'AAAA',
        counter: 0,
        transports: [],
        label: null,
        createdAt: now(),
        lastUsedAt: null,
        sessionId,
      },
      20,
    )
    expect(added).toBe('added')
  }
  const methods = async (account: SignedIn, caller = HERE) => {
    const refusal = await reauthenticate(parts, account, caller)
    expect(refusal.refused).toBe('reauthenticate')
    return refusal.members?.['methods']
  }
  const session = (passwordHash: string | null) => ({
    sessionId: 'one',
    idHash: 'hash',
    method: 'password' as const,
    passwordHash,
    devicesSeenAt: now(),
  })
  return { parts, ann, carl, addPasskey, methods, session }
}

describe('who has to prove the account once more', () => {
  it('may do so by password and by passkey, as far as the account has them', async () => {
    const { parts, ann, carl, addPasskey, methods, session } = await setUp()
    expect(await methods(provenNow(parts, ann))).toEqual(['password'])
    expect(await methods({ ...provenNow(parts, ann), session: session('hash') })).toEqual([
      'password',
    ])
    expect(await methods(provenNow(parts, carl))).toEqual([])
    expect(await methods({ ...provenNow(parts, carl), session: session(null) })).toEqual([])
    await addPasskey(carl)
    expect(await methods(provenNow(parts, carl))).toEqual(['passkey'])
    await addPasskey(ann)
    expect(await methods(provenNow(parts, ann))).toEqual(['password', 'passkey'])
  })

  it('not by passkey at an address that can have none', async () => {
    const { parts, ann, addPasskey, methods } = await setUp()
    await addPasskey(ann)
    const away = { ...HERE, issuer: 'http://192.168.1.5:8080' }
    expect(await methods(provenNow(parts, ann), away)).toEqual(['password'])
  })

  it('at the operator’s provider, and there alone where that is how people sign in', async () => {
    const both = await setUp({ identity: { oidc: OIDC } })
    await both.addPasskey(both.ann)
    expect(await both.methods(provenNow(both.parts, both.ann))).toEqual([
      'password',
      'passkey',
      'oidc',
    ])
    const alone = await setUp({ identity: { local: false, oidc: OIDC } })
    await alone.addPasskey(alone.ann)
    expect(await alone.methods(provenNow(alone.parts, alone.ann))).toEqual(['oidc'])
  })
})

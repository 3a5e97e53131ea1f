import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import process from 'node:process'

import { Proofs } from '../../server/credentials/dpop.ts'
import type { DeviceKey } from '../../tv-app/client/device-key.ts'
import { athOf, newDeviceKey, proofOf } from './dpop.ts'

const KEYS = 64
/** More ids of proofs than come here, so that none is turned away. */
const MANY = 1_000_000
const URL_OF_HELLO = 'http://tv.example/hello'
const CALL = { method: 'GET', url: URL_OF_HELLO, ath: athOf('an access token') }

/** CPU microseconds for each. */
export interface ProofCost {
  proof: number
  /** `crypto.verify` of the same signatures, everything else being known already: no judge of proofs can be cheaper. */
  signature: number
}

interface Prepared {
  proof: string
  signed: Buffer
  signature: Buffer
  key: KeyObject
}

/** What judging DPoP proofs costs, each of them seen for the first time, by keys that were seen before. */
export async function measureProofs(plan: {
  rounds: number
  proofs: number
}): Promise<ProofCost[]> {
  const keys = await Promise.all(Array.from({ length: KEYS }, newDeviceKey))
  const proofs = new Proofs({
    now: () => Math.floor(Date.now() / 1000),
    toleranceSeconds: 60,
    cacheEntries: KEYS,
    usedIds: MANY,
  })
  const expected = { method: CALL.method, urls: [CALL.url], ath: CALL.ath, once: true }
  const judge = ({ proof }: Prepared): boolean => typeof proofs.verify(proof, expected) === 'object'
  const check = ({ signed, signature, key }: Prepared): boolean =>
    verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature)

  const rounds: ProofCost[] = []
  // The first round only warms up.
  for (let round = 0; round <= plan.rounds; round += 1) {
    const prepared = await prepare(keys, plan.proofs)
    const cost = { signature: costOf(prepared, check), proof: costOf(prepared, judge) }
    if (round > 0) rounds.push(cost)
  }
  return rounds
}

async function prepare(keys: readonly DeviceKey[], count: number): Promise<Prepared[]> {
  const objects = keys.map(({ jwk }) => createPublicKey({ key: { ...jwk }, format: 'jwk' }))
  const prepared: Prepared[] = []
  while (prepared.length < count) {
    for (const [index, key] of keys.entries()) {
      const proof = await proofOf(key, CALL)
      const end = proof.lastIndexOf('.')
      prepared.push({
        proof,
        signed: Buffer.from(proof.slice(0, end)),
        signature: Buffer.from(proof.slice(end + 1), 'base64url'),
        key: objects[index] as KeyObject,
      })
    }
  }
  return prepared
}

function costOf(all: readonly Prepared[], accepts: (one: Prepared) => boolean): number {
  const before = process.cpuUsage()
  for (const one of all) if (!accepts(one)) throw new Error(`refused: ${one.proof}`)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / all.length
}

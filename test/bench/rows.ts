import type { Commits } from './commits.ts'
import type { Load } from './load.ts'
import type { ProofCost } from './proof-rate.ts'
import type { Storm } from './storm.ts'
import type { Row } from './table.ts'
import type { Taps } from './tap.ts'
import type { Throughput } from './throughput.ts'

const perSecond = (loads: readonly Load[]): number[] => loads.map((load) => load.perSecond)
const cpu = (loads: readonly Load[]): number[] => loads.map((load) => load.cpuMicros)
const perCpuSecond = (loads: readonly Load[]): number[] => cpu(loads).map((micros) => 1e6 / micros)

/** Constant answers and hellos. */
export function helloRows({ http, express, bearer, proven }: Throughput): Row[] {
  const toExpress = { values: cpu(express), unit: 'µs' as const }
  const toHttp = { values: cpu(http), unit: 'µs' as const }
  return [
    { what: 'constant answer, node:http, CPU', values: cpu(http), unit: 'µs' },
    { what: 'constant answer, Express 5, CPU', values: cpu(express), unit: 'µs', floor: toHttp },
    { what: 'hellos per second (DPoP)', values: perSecond(proven) },
    {
      what: 'hello (DPoP), CPU ÷ Express 5',
      values: cpu(proven),
      unit: 'µs',
      floor: toExpress,
      limits: { atLeast: 2.7, edge: 2.2, ofRatio: true },
    },
    {
      what: 'hello (Bearer), CPU ÷ Express 5',
      values: cpu(bearer),
      unit: 'µs',
      floor: toExpress,
      limits: { atLeast: 1.8, edge: 1.4, ofRatio: true },
    },
    { what: 'hello (Bearer), CPU ÷ node:http', values: cpu(bearer), unit: 'µs', floor: toHttp },
  ]
}

export function proofRows(rounds: readonly ProofCost[]): Row[] {
  const signatures = rounds.map(({ signature }) => 1e6 / signature)
  return [
    {
      what: 'DPoP proofs judged per CPU-second ÷ crypto.verify',
      values: rounds.map(({ proof }) => 1e6 / proof),
      floor: { values: signatures, unit: '' },
    },
  ]
}

export function signInRows({ express, whole, native, app, peer }: Throughput): Row[] {
  const toPeer = { values: perCpuSecond(peer), unit: '' as const }
  return [
    { what: 'whole sign-ins per second', values: perSecond(whole) },
    {
      what: 'whole sign-in, CPU ÷ Express 5',
      values: cpu(whole),
      unit: 'µs',
      floor: { values: cpu(express), unit: 'µs' },
    },
    {
      what: 'sign-ins (RFC 8628) per CPU-second ÷ oidc-provider',
      values: perCpuSecond(app),
      floor: toPeer,
      limits: { atLeast: 1.5, edge: 2.5, ofRatio: true, moreIsBetter: true },
    },
    {
      what: 'sign-ins (TV, DPoP) per CPU-second ÷ oidc-provider',
      values: perCpuSecond(native),
      floor: toPeer,
    },
  ]
}

export function commitRows({ whole, app, peer }: Commits): Row[] {
  return [
    {
      what: 'commits per whole sign-in',
      values: [whole],
      limits: { atLeast: 4, edge: 3 },
    },
    {
      what: 'commits per sign-in (RFC 8628) ÷ oidc-provider',
      values: [app],
      floor: { values: [peer], unit: '' },
    },
  ]
}

export function tapRows(taps: readonly Taps[], tvs: number): Row[] {
  return [
    {
      what: `tap → TV knows, ${tvs} TVs, mean`,
      values: taps.map(({ mean }) => mean),
      unit: 'ms',
      limits: { atLeast: 5, edge: 2 },
    },
    { what: `tap → TV knows, ${tvs} TVs, p50`, values: taps.map(({ p50 }) => p50), unit: 'ms' },
    {
      what: `tap → TV knows, ${tvs} TVs, p99`,
      values: taps.map(({ p99 }) => p99),
      unit: 'ms',
      limits: { atLeast: 20, edge: 7.5 },
    },
  ]
}

export function stormRows(rounds: readonly Storm[]): Row[] {
  return [
    {
      what: 'hello p99 while 16 phones sign in',
      values: rounds.map(({ stormP99 }) => stormP99),
      unit: 'ms',
      floor: { values: rounds.map(({ calmP99 }) => calmP99), unit: 'ms' },
      limits: { atLeast: 15, edge: 6 },
    },
    {
      what: 'password sign-ins per second then',
      values: rounds.map(({ signInsPerSecond }) => signInsPerSecond),
    },
  ]
}

/** @param bytes of resident set for each TV */
export function memoryRow(bytes: readonly number[], tvs: number): Row {
  return {
    what: `memory per TV, ${tvs.toLocaleString('en')} connected`,
    values: bytes.map((value) => value / 1000),
    unit: 'KB',
    limits: { atLeast: 25, edge: 15 },
  }
}

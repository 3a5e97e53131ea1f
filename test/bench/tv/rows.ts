import { percentile } from '../statistics.ts'
import type { Row } from '../table.ts'
import {
  ALL_KB,
  BOOT,
  FILLED,
  GROWTH,
  HEAP_KB,
  KEY_MS,
  SLOW_KEY_MS,
  TEXTURES_KB,
  UP_TO_CODE_KB,
} from './limits.ts'
import type { BootRound, HomeVisit } from './rounds.ts'
import type { Weights } from './weights.ts'

const PERCENTILE = 0.95

export function bootRows(rounds: readonly BootRound[][]): Row[] {
  return BOOT.flatMap(({ slowdown, limits, plain }, at) => {
    const one = rounds.map((round) => round[at]).filter((round) => round !== undefined)
    const floor = { values: one.map((round) => round.floor), unit: 'ms' as const }
    return [
      {
        what: `boot → code, ${slowdown}× slower`,
        values: one.map((round) => round.own),
        unit: 'ms' as const,
        floor,
        limits,
      },
      {
        what: `boot → code, ${slowdown}× slower, plain http`,
        values: one.map((round) => round.plain),
        unit: 'ms' as const,
        floor,
        limits: plain,
      },
    ]
  })
}

const PACE = { looking: 'key', resting: 'key after a rest' } as const

export function homeRows({ keys, filled, first, last }: HomeVisit): Row[] {
  const kilobytes = (bytes: number): readonly number[] => [bytes / 1000]
  return [
    ...keys.map(({ slowdown, pace, own, floor }) => ({
      what: `${PACE[pace]} → focus drawn, ${slowdown}× slower, p95`,
      values: [percentile(own, PERCENTILE)],
      unit: 'ms' as const,
      floor: { values: [percentile(floor, PERCENTILE)], unit: 'ms' as const },
      limits: slowdown === 1 ? KEY_MS : SLOW_KEY_MS,
    })),
    {
      what: 'screens filled by a frame',
      values: filled,
      limits: FILLED,
    },
    {
      what: 'JavaScript heap after 500 titles',
      values: kilobytes(last.heap),
      unit: 'KB',
      limits: HEAP_KB,
    },
    {
      what: 'textures after 500 titles',
      values: kilobytes(last.textures),
      unit: 'KB',
      floor: { values: kilobytes(first.textures), unit: 'KB' },
      limits: TEXTURES_KB,
    },
  ]
}

export function weightRows(weights: Weights): Row[] {
  const { upToCode, all, language, withoutWebCrypto, onDemand } = weights
  const row = (what: string, bytes: number, limits?: Row['limits']): Row => ({
    what,
    values: [bytes / 1000],
    unit: 'KB',
    ...(limits === undefined ? {} : { limits }),
  })
  return [
    row('weight up to the code, gzip', upToCode, UP_TO_CODE_KB),
    row('weight in all, gzip', all, ALL_KB),
    row('of it the heaviest language', language),
    row('of it only on plain http', withoutWebCrypto),
    ...onDemand.map(({ name, bytes }) => row(`on demand: ${name}`, bytes)),
  ]
}

/** What there was cycle by cycle; the last third is compared with the first. */
export function soakRows(
  cycles: readonly { heap: number; textures: number; nodes: number; listeners: number }[],
): Row[] {
  const third = Math.max(1, Math.floor(cycles.length / 3))
  const names = ['heap', 'textures', 'nodes', 'listeners'] as const
  return names.map((name) => {
    const isBytes = name === 'heap' || name === 'textures'
    const unit = isBytes ? ('KB' as const) : ('' as const)
    const values = cycles.map((cycle) => cycle[name] / (isBytes ? 1000 : 1))
    return {
      what: `${name}, last third of the soak against the first`,
      values: values.slice(-third),
      unit,
      floor: { values: values.slice(0, third), unit },
      limits: { ...GROWTH, ofRatio: true },
    }
  })
}

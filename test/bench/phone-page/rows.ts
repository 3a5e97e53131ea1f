import { percentile } from '../statistics.ts'
import type { Row } from '../table.ts'
import type { Load } from './load.ts'
import type { Round } from './visits.ts'

/** Of page, style and script, compressed as they come (issue "The phone", 2); DESIGN §8 names the edge. */
export const MOST_KB = { atLeast: 20, edge: 12 }
/** What web.dev calls a good first contentful paint, of three loads in four; and where nobody has begun to wonder. */
const PAINT_MS = { atLeast: 1800, edge: 1000 }
/** Two requests after one another, each 562 ms here, and the script between them; well below the 3.8 s that Lighthouse calls a fast "interactive". */
const USABLE_MS = { atLeast: 3000, edge: 2000 }

/** The pages, what each is compared with, and whether its weight is judged: a second visit is lighter by itself. */
const PAGES: { what: string; page: keyof Round; floor: keyof Round; first: boolean }[] = [
  { what: 'scanned, unknown', page: 'stranger', floor: 'asking', first: true },
  { what: 'scanned, known, at home', page: 'known', floor: 'asking', first: true },
  { what: 'the same, second visit', page: 'knownAgain', floor: 'askingAgain', first: false },
  { what: 'code typed at /link', page: 'typed', floor: 'field', first: true },
  { what: '/devices, five TVs', page: 'devices', floor: 'field', first: true },
]

/** Every figure beside its floor, page by page. */
export function pageRows(rounds: readonly Round[]): Row[] {
  return PAGES.flatMap(({ what, page, floor, first }) => {
    const loads = rounds.map((round) => round[page])
    const least = rounds.map((round) => round[floor])
    const scripted = rounds.map(({ asking, askingAgain }) => (first ? asking : askingAgain))
    return [
      ...timeRows(`${what}: first contentful paint`, [loads, least], paintOf, PAINT_MS),
      ...timeRows(`${what}: usable`, [loads, least], usableOf, USABLE_MS),
      ...timeRows(`${what}: script at work`, [loads, scripted], scriptOf).slice(1),
      { what: `${what}: requests`, values: once(loads.map(({ requests }) => requests)) },
      {
        what: `${what}: page, style and script`,
        values: once(loads.map(kilobytesOf)),
        unit: 'KB' as const,
        ...(first ? { limits: MOST_KB } : {}),
      },
      {
        what: `${what}: all answers with their heads`,
        values: once(loads.map(({ wireBytes }) => wireBytes / 1000)),
        unit: 'KB' as const,
      },
    ]
  })
}

/** The heaviest first visit of all, in KB. */
export function heaviest(rounds: readonly Round[]): number {
  const firsts = PAGES.filter(({ first }) => first)
  return Math.max(...rounds.flatMap((round) => firsts.map(({ page }) => kilobytesOf(round[page]))))
}

/** Half of the loads were faster, and three in four, which is what is judged. */
function timeRows(
  what: string,
  [loads, floors]: readonly [readonly Load[], readonly Load[]],
  timeOf: (load: Load) => number,
  limits?: Row['limits'],
): Row[] {
  const row = (share: number): Row => ({
    what: `${what}, p${share * 100}`,
    values: [percentile(loads.map(timeOf), share)],
    unit: 'ms',
    floor: { values: [percentile(floors.map(timeOf), share)], unit: 'ms' },
  })
  return [row(0.5), { ...row(0.75), ...(limits === undefined ? {} : { limits }) }]
}

/** What is the same every time need be said but once. */
function once(values: readonly number[]): readonly number[] {
  return new Set(values).size === 1 ? values.slice(0, 1) : values
}

const paintOf = ({ paintMs }: Load): number => paintMs
const usableOf = ({ usableMs }: Load): number => usableMs
const scriptOf = ({ scriptMs }: Load): number => scriptMs ?? Number.NaN
const kilobytesOf = ({ pageBytes }: Load): number => pageBytes / 1000

import type { Probe } from './probe.ts'

/** What a check came to. */
export interface Finding {
  result: 'pass' | 'fail' | 'not_applicable'
  /** What was seen, in a few words; never a code, a token or anything else that counts. */
  saw: string
}

/** One promise of a specification, and how to see whether a server keeps it. */
export interface Check {
  /** Stable, for scripts that read `--json`. */
  id: string
  /** Such as `RFC 8628 §3.5`. */
  clause: string
  /** How much the clause, or what it rests on, insists. */
  level: 'must' | 'should'
  look(probe: Probe): Finding | Promise<Finding>
}

export interface Group {
  title: string
  checks: readonly Check[]
}

export function pass(saw: string): Finding {
  return { result: 'pass', saw }
}

export function fail(saw: string): Finding {
  return { result: 'fail', saw }
}

export function notApplicable(saw: string): Finding {
  return { result: 'not_applicable', saw }
}

export function judge(kept: boolean, saw: string): Finding {
  return kept ? pass(saw) : fail(saw)
}

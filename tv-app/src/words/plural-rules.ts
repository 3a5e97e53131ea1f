// Chrome below 63 has no `Intl.PluralRules`. These are the cardinal rules of our languages for whole numbers up to a
// hundred thousand (CLDR), which is more than a TV ever counts.

type Rule = (count: number) => string

const oneOrOther: Rule = (count) => (count === 1 ? 'one' : 'other')

const RULES: Record<string, Rule> = {
  fr: (count) => (count < 2 ? 'one' : 'other'),
  pt: (count) => (count < 2 ? 'one' : 'other'),
  ja: () => 'other',
  ar: (count) => {
    if (count <= 2) return ['zero', 'one', 'two'][count] ?? 'other'
    const lastTwo = count % 100
    if (lastTwo >= 3 && lastTwo <= 10) return 'few'
    return lastTwo >= 11 ? 'many' : 'other'
  },
}

/** Which form a language counts this many in. */
export class PlainPluralRules {
  private readonly rule: Rule

  constructor(lang: string) {
    this.rule = RULES[lang.slice(0, 2)] ?? oneOrOther
  }

  select(count: number): string {
    return this.rule(count)
  }
}

if (!('PluralRules' in Intl)) Object.assign(Intl, { PluralRules: PlainPluralRules })

/**
 * Makes `RegExp` refuse the patterns that Chrome 53 does not know, as its own does: properties of letters, looking behind,
 * names for groups, later flags. A pattern that is written as a literal is a matter of syntax; but builds for old engines
 * turn such literals into calls, and those break while the app runs. Sent to a page as text, like what takes things away.
 */
export function refuseNewerPatterns(): void {
  const known = RegExp
  const isNewer = (source: unknown, flags: unknown): boolean => {
    const letters = String(flags === undefined && source instanceof known ? source.flags : flags)
    const text = source instanceof known ? source.source : String(source)
    const unescaped = text.replace(/\\\\/g, '')
    const hasNewerFlag = flags !== undefined && /[^gimuy]/.test(letters)
    const hasProperty = letters.indexOf('u') >= 0 && /\\p\{/i.test(unescaped)
    return hasNewerFlag || hasProperty || /\(\?<[=!A-Za-z_$]/.test(unescaped)
  }
  const refusing = (source: unknown, flags: unknown): void => {
    if (isNewer(source, flags)) throw new SyntaxError('Invalid regular expression: Invalid escape')
  }
  const old = new Proxy(known, {
    construct(target, [source, flags]) {
      refusing(source, flags)
      return new target(source, flags)
    },
    apply(target, _self, [source, flags]) {
      refusing(source, flags)
      return target(source, flags)
    },
  })
  known.prototype.constructor = old
  Object.assign(globalThis, { RegExp: old })
}

import { describe, expect, it } from 'vitest'

import { colorFor } from '../../../../server/flow/sign-in/color.ts'
import { personName } from '../../../../server/flow/sign-in/person-name.ts'
import { cleanUsername, isUsername, usernameKey } from '../../../../server/flow/sign-in/username.ts'

describe('a name of a person', () => {
  it.each([
    ['  Dora  Winter ', 'Dora Winter'],
    ['Dora\r\nSet-Cookie: x', 'Dora Set-Cookie: x'],
    ['Dora\u202E\u2066retniW', 'DoraretniW'],
    ['Dora\u0000\u001B[31m', 'Dora[31m'],
    ['👩‍👧 Ana', '👩‍👧 Ana'],
    ['\u200F\u202E', ''],
  ])('%j is shown as %j', (said, shown) => {
    expect(personName(said)).toBe(shown)
  })

  it('is cut between characters', () => {
    expect(personName('x'.repeat(100))).toHaveLength(64)
    expect(personName(`${'x'.repeat(63)}😀`)).toBe('x'.repeat(63))
  })
})

describe('a user name of another server', () => {
  it.each([
    ['Dora', 'dora'],
    ['dora@example.com', 'dora@example.com'],
    ['Dora Winter', 'dora-winter'],
    ['auth0|5f7c8ec7', 'auth0-5f7c8ec7'],
    ['ＤＯＲＡ', 'dora'],
    ['İzmir', 'i-zmir'],
    ['/../"><script>', '-..-script-'],
    ['|||', '-'],
    ['   ', '-'],
    ['𝒟'.repeat(80), 'd'.repeat(64)],
    ['𠀀'.repeat(80), '𠀀'.repeat(64)],
  ])('%j is one of ours as %j', (said, here) => {
    expect(cleanUsername(said)).toBe(here)
    expect(isUsername(here)).toBe(true)
    expect(usernameKey(here)).toBe(here)
  })
})

describe('a colour where nobody has chosen one', () => {
  it('stays the same, and people rarely share it', () => {
    const colors = Array.from({ length: 200 }, (_, at) => colorFor(`person-${at}`))
    expect(colors.every((color) => /^#[0-9A-F]{6}$/.test(color))).toBe(true)
    expect(new Set(colors).size).toBe(8)
    expect(colorFor('person-7')).toBe(colors[7])
  })
})

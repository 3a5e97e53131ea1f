import { TIMES } from './cast.ts'
import { at, type Facts } from './facts.ts'
import { endBinding } from './rules.ts'

/** Clears away what nobody can use any more: none of it may change an answer that still means something. */
export function clearAway(facts: Facts): void {
  const { now } = facts
  for (const link of facts.links) {
    if (link.expiresAt < now - TIMES.endedKept) link.gone = true
  }
  for (const { binding, expiresAt } of facts.grants) {
    const { device, ended } = at(facts.bindings, binding)
    if (expiresAt <= now && !ended) endBinding(facts, device)
  }
  const afterAnyToken = TIMES.endedKept + TIMES.linkInAll + TIMES.accessToken
  facts.devices.forEach((device, place) => {
    if (device.asked === null) return
    const bound = device.binding === null ? null : at(facts.bindings, device.binding)
    const granted = facts.grants.some(({ binding }) => binding === device.binding)
    const idle = bound !== null && bound.since < now - afterAnyToken
    if (device.tv === null && idle && !granted) endBinding(facts, place)
    if (device.binding === null && device.asked.at < now - TIMES.day) device.asked = null
  })
}

/** Ends the bindings whose time is up; answers their devices, which are to be told. */
export function endDue(facts: Facts): number[] {
  return facts.devices.flatMap(({ binding }, device) => {
    if (binding === null) return []
    const { bindingUntil } = at(facts.bindings, binding)
    if (bindingUntil === null || bindingUntil > facts.now) return []
    endBinding(facts, device)
    return [device]
  })
}

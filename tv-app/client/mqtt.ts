import './array-at.ts'
import mqtt from 'mqtt'

/** mqtt.js, also for the engines that it no longer thinks of. */
export const { connect } = mqtt

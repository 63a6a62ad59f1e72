export default {
  clocks: {
    heading: 'Promised',
    metric: { automated: 'First answer', meaningful: 'First word that helps', human: 'First reply', reply: 'Next reply', update: 'Next update', resolution: 'Solution' },
    left: '{time} left',
    now: 'due now',
    late: 'late for {time}',
    paused: 'paused',
    by: '{what} by {time}',
    newTime: '{what}: the customer was told we are late; new time {time}',
    wasDue: '{what} was due {time}',
    row: { warned: '{what} is due soon', broken: '{what} is late' },
    told: {
      late: 'The customer was told that we are late. New time: {time}',
      warned: '{what} is due soon: {time}',
      broken: '{what} was not kept: {time}',
      escalated: 'Unsolved for too long',
    },
  },
}

import { describe, expect, it } from 'vitest'

import { copied, datesOf, emptyPattern, hoursOf, onDate, pieceText, stretchText, weekAway } from './rules'

const BERLIN = 'Europe/Berlin'
const night = { begins_at: '2027-03-27T21:00:00Z', ends_at: '2027-03-28T04:00:00Z' }

describe('a week of the roster', () => {
  it('has seven dates of its zone, also the week in which the clocks change', () => {
    expect(datesOf('2027-03-21T23:00:00Z', BERLIN)).toEqual(['2027-03-22', '2027-03-23', '2027-03-24', '2027-03-25', '2027-03-26', '2027-03-27', '2027-03-28'])
    expect([weekAway('2027-03-22', 1), weekAway('2027-03-22', -1)]).toEqual(['2027-03-29', '2027-03-15'])
  })

  it('shows a night on both of its days, and an end at midnight on one', () => {
    const on = (date: string) => onDate([night], date, BERLIN).map((piece) => pieceText(piece, BERLIN, 'en'))
    expect([on('2027-03-26'), on('2027-03-27'), on('2027-03-28'), on('2027-03-29')]).toEqual([[], ['22:00–…'], ['…–06:00'], []])
    const late = { begins_at: '2027-03-22T15:00:00Z', ends_at: '2027-03-22T23:00:00Z' }
    expect(onDate([late], '2027-03-22', BERLIN).map((piece) => pieceText(piece, BERLIN, 'en'))).toEqual(['16:00–00:00'])
    expect(onDate([late], '2027-03-23', BERLIN)).toEqual([])
    expect(hoursOf([night, late])).toBe(15)
    expect(stretchText(night, BERLIN, 'en')).toContain('22:00')
  })

  it('is edited apart from what is shown', () => {
    const plan = emptyPattern('UTC')
    plan.week[0]?.push(['09:00', '17:00'])
    plan.exceptions.push({ date: '2027-01-01', name: '', shifts: [['10:00', '12:00']] })
    const mine = copied(plan)
    mine.week[0]?.pop()
    mine.exceptions[0]?.shifts.pop()
    expect([plan.week[0], plan.exceptions[0]?.shifts]).toEqual([[['09:00', '17:00']], [['10:00', '12:00']]])
  })
})

export default {
  clocks: {
    heading: '承诺',
    metric: { automated: '首次应答', meaningful: '首次有效回复', human: '首次回复', reply: '下次回复', update: '下次更新', resolution: '解决' },
    left: '剩余 {time}',
    now: '现在到期',
    late: '已超时 {time}',
    paused: '已暂停',
    by: '{what}：最晚 {time}',
    newTime: '{what}：已告知客户延迟，新时间为 {time}',
    wasDue: '{what}：应在 {time} 前完成',
    row: { warned: '{what}即将到期', broken: '{what}已超时' },
    told: {
      late: '已告知客户我们有所延迟，新时间为 {time}',
      warned: '{what}即将到期：{time}',
      broken: '{what}未能按时完成：{time}',
      escalated: '长时间未解决',
    },
  },
}

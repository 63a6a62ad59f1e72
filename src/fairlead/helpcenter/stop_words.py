"""Words that every question has and none is about, folded and stemmed as the index has them."""

from fairlead.infra.words import terms

_ENGLISH = (
    "a about again also am an and any are as at be been but by can cant could did do does doesnt dont for from get got had "
    "has have hello help hey hi how i id if im in is it its ive just know let like me my need not now of on or our please "
    "should so some still tell than thanks that the their them then there these they this to us want was we were what whats "
    "when where which who why will with would you your"
)
_OTHERS = {
    "es": "a al como con cual cuando de del donde el en es esta este hay la las lo los me mi mis para pero por porque "
    "puedo que qué se si sin sobre su sus un una y",
    "fr": "a au aux avec ce cela ces comment dans de des du elle en est et il je la le les mon ma mes nous ou où par pas "
    "pour pourquoi puis que quel quelle quels qui sa se ses si sont sur un une vous",
    "de": "an auf bei das dem den der die ein eine er es für habe ich im in ist kann mein meine mit nicht oder sich sie "
    "und von wann warum was wenn wer wie wir wo zu",
    "pt": "a ao aos as com como da de do e em eu há meu minha não o onde os para por porque posso qual quando que se um uma",
    "ru": "а без бы в вы где для до его если есть и из или к как какой когда который ли мне могу мой моя мою на не но о "
    "от по почему при с со так то у чем что чтобы это я",
}
_CHINESE = (
    "怎么 怎么办 怎样 什么 为什么 如何 哪里 哪个 哪些 请问 你们 我们 他们 可以 能否 能不能 是不是 有没有 一下 这个 那个 "
    "一个 我 的 了 吗 呢 是 在 有 和 你好 您好 多少 么办 怎么样 这样 那样 现在 如果 还是 但是 因为 所以 需要 应该 应当"
)


def _stemmed() -> frozenset[str]:
    texts = [(_ENGLISH, "en"), *((words, locale) for locale, words in _OTHERS.items())]
    found = {term.text for words, locale in texts for term in terms(words, locale)}
    return frozenset(found | set(_CHINESE.split()))


STOP_WORDS = _stemmed()

# When it happened and how much it was: part of the story, not of what the question is about.
_WHEN = """
yesterday today now ago since hour hours minute minutes min mins day days week weeks month morning night evening long
already still yet just again last earlier recently
昨天 今天 现在 刚才 刚刚 小时 一小时 分钟 半天 一天 两天 三天 早上 晚上 上午 下午 之前 前 已经 还 还是 到现在 一直 很久 好久 都
"""
CIRCUMSTANCES = frozenset(_WHEN.split())

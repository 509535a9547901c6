"""Invented documents with the defects of real ones, and the outlines that they must give."""

from __future__ import annotations

from typing import NamedTuple


class Document(NamedTuple):
    """A text, the addresses it must give in order, and what must be doubted (clause, words of the doubt)."""

    text: str
    numbers: str
    doubts: tuple[tuple[str, str], ...] = ()


DOCUMENTS: dict[str, Document] = {
    "plain": Document(
        "某图书室借阅办法\n为了管好图书，制定本办法。\n一、总则\n（一）图书归全室所有。\n（二）借书先登记。\n二、借还\n1、每次两本。\n2、按期归还。",
        "引言 一 一(一) 一(二) 二 二1 二2",
    ),
    "gap": Document(
        "一、食堂\n1、早餐。\n2、午餐。\n5、晚餐。\n6、夜宵。",
        "一 一1 一2 一5 一6",
        (("一5", "编号从 2 跳到 5"),),
    ),
    "list begins anew under the next number, no gap": Document(
        "一、食堂\n(一)早餐\n1、粥。\n2、饼。\n(二)午餐\n1、饭。\n2、面。",
        "一 一(一) 一(一)1 一(一)2 一(二) 一(二)1 一(二)2",
    ),
    "list begins anew without a number above": Document(
        "一、食堂\n(一)早餐\n1、粥。\n2、饼。\n1、饭。\n2、面。",
        "一 一(一) 一(一)1 一(一)2 一(一)1·之二 一(一)2·之二",
        (("一(一)1·之二", "编号从 2 又回到 1：可能漏印了上一级编号，或是另一组列举，与第 3 行的编号相同"),),
    ),
    "number repeated": Document(
        "一、食堂\n1、粥。\n2、饼。\n2、饭。\n3、面。",
        "一 一1 一2 一2·之二 一3",
        (("一2·之二", "编号 2 重复，与第 3 行的编号相同"),),
    ),
    "number goes back": Document(
        "一、食堂\n1、粥。\n2、饼。\n3、饭。\n2、面。",
        "一 一1 一2 一3 一2·之二",
        (("一2·之二", "编号从 3 退到 2"),),
    ),
    "first numbers are missing": Document(
        "某规定\n三、食堂\n四、车库",
        "三 四",
        (("三", "编号从 三 开始，没有找到它前面的"),),
    ),
    "smaller numbers below digits, then the digits go on with a gap": Document(
        "五、要求\n(三)人员\n1、守时。\n2、下列情形要说明：\n(一)迟到的；\n(二)早退的；\n(三)缺席的；(四)替班的；(五)其他\n5、值日另定。\n(四)物品",
        "五 五(三) 五(三)1 五(三)2 五(三)2(一) 五(三)2(二) 五(三)2(三) 五(三)2(四) 五(三)2(五) 五(三)5 五(四)",
        (("五", "没有找到它前面的"), ("五(三)", "没有找到它前面的"), ("五(三)5", "编号从 2 跳到 5")),
    ),
    "heads by their short lines": Document(
        "一、目的\n管好花园。\n二、打分\n按月打分，五颗星为满。\n评分项目\n(一)浇水\n1、漏浇一次减一颗。\n(二)除草\n打分步骤\n(一)各人自评。\n(二)组长评。\n奖花的用处\n花送给得星最多的人。",
        "一 二 评分项目 二(一) 二(一)1 二(二) 打分步骤 打分步骤(一) 打分步骤(二) 奖花的用处",
        (("打分步骤", "没有编号"), ("奖花的用处", "没有编号")),
    ),
    "several small regulations, blanks between the letters": Document(
        "花园手册\n浇水制度\n1、早晚各一次。\n2、雨天不浇。\n除 草 制 度\n为了好看，定期除草。\n1、每周一次。\n2、根也要除。\n"
        "花园用语\n一、该说的\n1、请进。\n二、不该说的\n1、走开！",
        "浇水制度 浇水制度1 浇水制度2 除草制度 除草制度1 除草制度2 花园用语 花园用语一 花园用语一1 花园用语二 花园用语二1",
        (("浇水制度", "没有编号"), ("除草制度", "没有编号"), ("花园用语", "没有编号")),
    ),
    "after a head without number the first series goes on": Document(
        "一、甲\n说明甲。\n二、乙\n(一)乙的头一条。\n几点说明\n(一)说明一次。\n三、丙",
        "一 二 二(一) 几点说明 几点说明(一) 三",
        (("几点说明", "没有编号"),),
    ),
    "run-in list": Document(
        "一、花园\n(一)有下列情形的不得奖：1、三次没有浇水的；2、踩坏花的；3、摘花的。\n(二)其他由组长定。",
        "一 一(一) 一(一)1 一(一)2 一(一)3 一(二)",
    ),
    "run-in list over two paragraphs": Document(
        "一、花园\n(一)不得奖的如下：1、没有浇水的；\n2、踩坏花的；\n3、摘花的。\n(二)其他。",
        "一 一(一) 一(一)1 一(一)2 一(一)3 一(二)",
    ),
    "list by words within a clause": Document(
        "一、花园\n1、办好三件事：一是浇水。每天两次。二是除草。三是施肥。\n2、收尾。\n二、果园\n一要剪枝。果子才多。二要套袋。三要守夜。四是采摘。",
        "一 一1 一1一是 一1二是 一1三是 一2 二 二一要 二二要 二三要 二四是",
    ),
    "list by the same word": Document(
        "一、花园\n(一)开头。\n重点做“三看”：一看叶，是否发黄；二看根，是否进水；三看花。\n(二)结尾。",
        "一 一(一) 一(一)一看 一(一)二看 一(一)三看 一(二)",
    ),
    "lists by words in paragraphs of their own": Document(
        "一、花园\n一是浇水。\n二是除草。\n二、果园",
        "一 一一是 一二是 二",
    ),
    "two of a word are no list": Document("一、花园\n先做两样：一看叶；二看根。\n二、果园", "一 二"),
    "signs of many kinds": Document(
        "㈠甲\n⑴子\n①左\n②右\n⑵丑\n㈡乙\n〔1〕、寅\n〔2〕、卯",
        "(一) (一)(1) (一)(1)① (一)(1)② (一)(2) (二) (二)〔1〕 (二)〔2〕",
    ),
    "brackets and stops of many kinds": Document(
        "一．甲\n（一）、子\n1．左\n2.右\n（二）丑\n(1)寅\n（2）卯\n二 、乙\n1)辰\n2）巳",
        "一 一(一) 一(一)1 一(一)2 一(二) 一(二)(1) 一(二)(2) 二 二(1) 二(2)",
    ),
    "articles count on through chapters": Document(
        "某花园章程\n第一章 总则\n第一条 本章程管花园。\n第二条 下列各物归花园：\n（一）花；\n（二）草。\n"
        "第二章 附则\n第三条 组长解释本章程。\n第六条 即日施行。",
        "第一章 第一条 第二条 第二条(一) 第二条(二) 第二章 第三条 第六条",
        (("第六条", "编号从 第三条 跳到 第六条"),),
    ),
    "articles count anew in each chapter": Document(
        "第一章 甲\n第一条 子。\n第二章 乙\n第一条 丑。",
        "第一章 第一条 第二章 第二章第一条",
    ),
    "traditional numerals": Document(
        "某章程\n第壹章 總則\n第壹條 花園歸大家。\n第貳條 x\n壹、開園\n貳、閉園", "第壹章 第壹条 第貳条 第貳条壹 第貳条貳"
    ),
    "an article that is only spoken of": Document("第一条 花园开放。\n第二条规定的时间以外不开放。\n第二条 早六点开。", "第一条 第二条"),
    "numbers of several parts": Document(
        "1\t总则\n1.1 目的\n1.2 范围\n2\t浇水\n2.1 早晨\n2.5分的减半。",
        "1 1.1 1.2 2 2.1 2.5",
        (("2.5", "编号从 2.1 跳到 2.5"),),
    ),
    "printed twice": Document(
        "一、花园\n(一)浇水。\n二、果园\n一、花园\n(一)浇水。\n二、果园",
        "一 一(一) 二 一·之二 一·之二(一) 二·之二",
        (("一·之二", "编号从头再来：可能重复印了一遍，或是另一份文件"),),
    ),
    "broken in the middle of a sentence": Document(
        "一、花园\n花园里的每一朵花都要有人天天浇水并且在太阳落山以前数清一共有多少\n朵，数错了重数。\n二、果园",
        "一 二",
        (("一", "第 2 行在句子中间断开，已与下一行相连"),),
    ),
    "garbled": Document("一、花园\n浇水锟斤拷两次。\n二、果园", "一 二", (("一", "有乱码字符"),)),
    "not whole": Document("一、花园\n每天浇水。要在太阳出来以前浇完，不然", "一", (("一", "最后一句没有写完"),)),
    "a year and an amount are no numbers": Document("一、花园\n2007年种的花。\n2.5元一朵的花。\n3+2的花。\n二、果园", "一 二"),
    "an annex": Document(
        "一、花园\n二、果园\n附件1：花名\n1、梅。\n2、兰。", "一 二 附件1：花名 附件1：花名1 附件1：花名2", (("附件1：花名", "没有编号"),)
    ),
    "prose only": Document("花园归大家所有，谁都可以进来看花。", "引言"),
}

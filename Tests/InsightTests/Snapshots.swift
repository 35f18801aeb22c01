/// The report of `SmallGroup(seed: 4)` over its last 28 days.
enum Snapshots {
    static let simplifiedChinese = """
        烘焙小屋
        群报告 · 2024年10月27日 周日 – 2024年11月23日 周六，共 28 天
        日期和钟点按 Asia/Shanghai 时间
        ────────────────────────────────────────────────────────────────────
        概况                                  本期         上期         变化
        发言                                   310          189         +64%
        发过言的人                              11            4        +175%
        进群                                     6            4         +50%
        退群                                     0            1        −100%
        期末成员                                13            7         +86%
        活跃率                                 85%          57%       +28 点
        提问有人答                             56%          63%        −7 点
        有内容的发言                            0%           0%         0 点
        互有来往的人                           27%          50%       −23 点
        上期：9月29日 周日 – 10月26日 周六，一样长

        ■ 建议的阶段：成长
          28 天增长 +86%
          2024年7月22日 周一起沉寂：连续七天最多只有一个人说话。

        ■ 细看
          活跃率                     85%  近 28 天发过言的人，占成员
          最后一天活跃                 1  最后一天发过言的人
          一周活跃                     8  最后 7 天发过言的人
          四周活跃                    11  最后 28 天发过言的人
          黏性                       19%  四周活跃的人里，平均每天来多少
          人均发言                  23.8  发言除以期末成员
          活跃者人均发言            28.2  发言除以发过言的人
          前 10% 的人占发言          38%  最能聊的十分之一说了多少
          发言集中度                0.38  0 人人一样多，1 全由一人说
          潜水成员                     2  进群满 28 天，近 28 天没发言
          露过面的人                  11  期内有任何动静的人
          净增长                    +86%  进群减退群，占期初成员
          流失                        0%  退群，占期初成员
          改名                         1  期内改了几次名字
          机器人发言                   3  不计入发言

        ■ 有什么用
          提问 16 个，56% 有人回答，一半在 12 小时内。
          关注度 85%：28 天里有任何动作的成员。
          受益率 54%：28 天里提问得到回答的成员。
          有内容的消息占 0%。
          一天之内没人回答的有 7 个，最近的：
            11月22日  p: （已抹去）
            11月19日  p: （已抹去）
            11月17日  p: （已抹去）
            11月15日  p: （已抹去）
            11月13日  p: （已抹去）

        ■ 每天发言
          最多：11月9日 周六，29 条
          ▁▅▃▆▂▂▂▆▄▆▃▁▃█▇▃▄▄▅▆▅▇▄▃▃▄▃▄
          10月27日            11月23日

                                                            发言    发言人数
          10月27日                                             0           0
          10月28日–11月3日  ████████████████▏                 65           5
          11月4日–11月10日  ███████████████████████▎          94           8
          11月11日–11月17日 ████████████████████████          97           8
          11月18日–11月23日 █████████████▍                    54           8

        ■ 什么时候有人说话
          最热闹：周六 11 点，合计 17 条
                0     3     6     9     12    15    18    21
          周一  ▅▅▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▆▆▂▂▁▁▂▂▁▁▅▅▁▁▁▁▃▃▁▁▄▄▁▁
          周二  ▁▁▁▁▄▄▁▁▁▁▁▁▂▂▁▁▃▃▁▁▁▁▁▁▅▅▃▃▁▁▂▂▅▅▄▄▁▁▂▂▁▁▁▁▁▁▃▃
          周三  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▄▄▆▆▁▁▂▂▁▁▁▁▁▁▁▁▃▃▁▁▃▃▄▄▁▁▁▁▆▆▁▁▁▁
          周四  ▁▁▁▁▅▅▁▁▁▁▅▅▁▁▁▁▃▃▁▁▁▁▁▁▄▄▁▁▁▁▁▁▁▁▁▁▁▁▁▁▃▃▁▁▁▁▁▁
          周五  ▄▄▁▁▁▁▁▁▄▄▁▁▁▁▁▁▁▁▂▂▁▁▁▁▁▁▁▁▁▁▅▅▁▁▁▁▃▃▁▁▁▁▁▁▆▆▁▁
          周六  ▅▅▁▁▁▁▅▅▁▁▁▁▁▁▃▃▂▂▁▁▁▁██▁▁▁▁▁▁▁▁▅▅▁▁▄▄▁▁▁▁▁▁▃▃▁▁
          周日  ▁▁▁▁▁▁▁▁▄▄▂▂▁▁▁▁▆▆▁▁▁▁██▁▁▁▁▁▁▅▅▁▁▁▁▄▄▁▁▁▁▄▄▄▄▁▁

        ■ 发布的好时候
          近 8 周里平均发言人数最多的钟点
          周一至周五    12点（0.4人）  15点（0.3人）  13点（0.3人）
          周末          8点（0.8人）  11点（0.6人）  22点（0.6人）

        ■ 留住了多少新人
          每周新进群的人，之后各周还有多少在说话
                             人数  当周 1周后 2周后 3周后
          10月28日起            3   33%   67%   33%     ·
          11月4日起             2   50%  100%     ·
          11月11日起            1  100%     ·
          · 那一周还没过完

        ■ 成员能留多久
          还在的占比：没退群，也没连续 28 天不说话；括号内为 95% 区间
          7 天后             100%
          30 天后            100%
          90 天后             83%  （27% 至 97%）

        ■ 谁和谁说话
          有 23 对「谁回复或 @ 过谁」，一共 57 次。
          其中 17% 有来有往。
          活跃成员里，27% 至少和一个人互相搭过话（连结性）。
          最大的一圈里有 100% 的活跃成员。
          活跃成员两两之间可能的往来，实际发生了 21%（密度）。

        ■ 谁是谁
          核心             10  p、p、p、p、p、p、p、p、p、p
          桥梁              1  p
          外围              1  p
          答疑的人          9  p、p、p、p、p、p、p、p、p
          新人              6  p、p、p、p、p、p
          沉默              2  p、p

        ■ 从哪里来
          期末还在群里的；进群头七天说过话的
                                              进群      还在    说过话
          invitation                             3         3         3
          没有记录                               2         2         2
          qr                                     1         1         1
          p 邀请                                 1         1         1
          p 邀请                                 1         1         1

        ■ 记录里对不上的地方
          1 次进群时人已经在群里，没有计入。
          1 次退群时人已经不在群里，没有计入。

        ■ 问题和建议
          按这些数字，没有要紧的事要改。

          [参考] 提问有人答，但要等：一半等了 12 小时以上。
          → 明天起约定每天一个答疑钟点，让大家知道那时提问很快有人回。
            依据：中位等待 12 小时

          [参考] 往来靠 1 人连着（p）：少一位，说话的人就断成更多互不相干
            的几拨。
          → 明天请 p 介绍两位还没说过话的人认识，一起做一件小事；别让一两个
            人累垮。
            依据：桥梁 1 人

          [参考] 多是一个人说、没人接：往来里有来有往的只有 17%。
          → 明天挑三条没人接的话，各接一句，再 @ 一位可能感兴趣的人。
            依据：有来有往 17%

        """

    static let traditionalChinese = """
        烘焙小屋
        群組報告 · 2024年10月27日 週日 – 2024年11月23日 週六，共 28 天
        日期和鐘點按 Asia/Shanghai 時間
        ────────────────────────────────────────────────────────────────────
        概況                                  本期         上期         變化
        發言                                   310          189         +64%
        發過言的人                              11            4        +175%
        進群                                     6            4         +50%
        退群                                     0            1        −100%
        期末成員                                13            7         +86%
        活躍率                                 85%          57%       +28 點
        提問有人答                             56%          63%        −7 點
        有內容的發言                            0%           0%         0 點
        互有來往的人                           27%          50%       −23 點
        上期：9月29日 週日 – 10月26日 週六，一樣長

        ■ 建議的階段：成長
          28 天成長 +86%
          2024年7月22日 週一起沉寂：連續七天最多只有一個人說話。

        ■ 細看
          活躍率                     85%  近 28 天發過言的人，占成員
          最後一天活躍                 1  最後一天發過言的人
          一週活躍                     8  最後 7 天發過言的人
          四週活躍                    11  最後 28 天發過言的人
          黏著度                     19%  四週活躍的人，平均一天來幾成
          人均發言                  23.8  發言除以期末成員
          活躍者人均發言            28.2  發言除以發過言的人
          前一成的人占發言           38%  最能聊的十分之一說了多少
          發言集中度                0.38  0 人人一樣多，1 全由一人說
          潛水成員                     2  進群滿 28 天，近 28 天沒發言
          露過面的人                  11  期內有任何動靜的人
          淨成長                    +86%  進群減退群，占期初成員
          流失                        0%  退群，占期初成員
          改名                         1  期內改了幾次名字
          機器人發言                   3  不計入發言

        ■ 有什麼用
          提問 16 個，56% 有人回答，一半在 12 小時內。
          關注度 85%：28 天裡有任何動作的成員。
          受益率 54%：28 天裡提問得到回答的成員。
          有內容的訊息占 0%。
          一天之內沒人回答的有 7 個，最近的：
            11月22日  p: （已抹去）
            11月19日  p: （已抹去）
            11月17日  p: （已抹去）
            11月15日  p: （已抹去）
            11月13日  p: （已抹去）

        ■ 每天發言
          最多：11月9日 週六，29 則
          ▁▅▃▆▂▂▂▆▄▆▃▁▃█▇▃▄▄▅▆▅▇▄▃▃▄▃▄
          10月27日            11月23日

                                                            發言    發言人數
          10月27日                                             0           0
          10月28日–11月3日  ████████████████▏                 65           5
          11月4日–11月10日  ███████████████████████▎          94           8
          11月11日–11月17日 ████████████████████████          97           8
          11月18日–11月23日 █████████████▍                    54           8

        ■ 什麼時候有人說話
          最熱鬧：週六 11 點，合計 17 則
                0     3     6     9     12    15    18    21
          週一  ▅▅▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▆▆▂▂▁▁▂▂▁▁▅▅▁▁▁▁▃▃▁▁▄▄▁▁
          週二  ▁▁▁▁▄▄▁▁▁▁▁▁▂▂▁▁▃▃▁▁▁▁▁▁▅▅▃▃▁▁▂▂▅▅▄▄▁▁▂▂▁▁▁▁▁▁▃▃
          週三  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▄▄▆▆▁▁▂▂▁▁▁▁▁▁▁▁▃▃▁▁▃▃▄▄▁▁▁▁▆▆▁▁▁▁
          週四  ▁▁▁▁▅▅▁▁▁▁▅▅▁▁▁▁▃▃▁▁▁▁▁▁▄▄▁▁▁▁▁▁▁▁▁▁▁▁▁▁▃▃▁▁▁▁▁▁
          週五  ▄▄▁▁▁▁▁▁▄▄▁▁▁▁▁▁▁▁▂▂▁▁▁▁▁▁▁▁▁▁▅▅▁▁▁▁▃▃▁▁▁▁▁▁▆▆▁▁
          週六  ▅▅▁▁▁▁▅▅▁▁▁▁▁▁▃▃▂▂▁▁▁▁██▁▁▁▁▁▁▁▁▅▅▁▁▄▄▁▁▁▁▁▁▃▃▁▁
          週日  ▁▁▁▁▁▁▁▁▄▄▂▂▁▁▁▁▆▆▁▁▁▁██▁▁▁▁▁▁▅▅▁▁▁▁▄▄▁▁▁▁▄▄▄▄▁▁

        ■ 發布的好時候
          近 8 週裡平均發言人數最多的鐘點
          週一至週五    12點（0.4人）  15點（0.3人）  13點（0.3人）
          週末          8點（0.8人）  11點（0.6人）  22點（0.6人）

        ■ 留住了多少新人
          每週新進群的人裡，之後各週還發言的占幾成
                             人數  當週 1週後 2週後 3週後
          10月28日起            3   33%   67%   33%     ·
          11月4日起             2   50%  100%     ·
          11月11日起            1  100%     ·
          · 那一週還沒過完

        ■ 成員能留多久
          還在的占比：沒退群，也沒連續 28 天不說話；括號內為 95% 區間
          7 天後             100%
          30 天後            100%
          90 天後             83%  （27% 至 97%）

        ■ 誰和誰說話
          有 23 對「誰回覆或 @ 過誰」，一共 57 次。
          其中 17% 有來有往。
          連結性 27%：這些活躍成員至少和一個人互相搭過話。
          最大的一圈裡有 100% 的活躍成員。
          活躍成員之間可能有的往來，實際有了 21%（密度）。

        ■ 誰是誰
          核心             10  p、p、p、p、p、p、p、p、p、p
          橋樑              1  p
          外圍              1  p
          答疑的人          9  p、p、p、p、p、p、p、p、p
          新人              6  p、p、p、p、p、p
          沉默              2  p、p

        ■ 從哪裡來
          期末還在群組裡的；進群頭七天說過話的
                                              進群      還在    說過話
          invitation                             3         3         3
          沒有紀錄                               2         2         2
          qr                                     1         1         1
          p 邀請                                 1         1         1
          p 邀請                                 1         1         1

        ■ 紀錄裡對不上的地方
          1 次進群時人已經在群組裡，沒有計入。
          1 次退群時人已經不在群組裡，沒有計入。

        ■ 問題和建議
          按這些數字，沒有要緊的事要改。

          [參考] 提問有人答，但要等：一半等了 12 小時以上。
          → 明天起約定每天一個答疑鐘點，讓大家知道那時提問很快有人回。
            依據：中位等待 12 小時

          [參考] 往來靠 1 人連著（p）：少一位，說話的人就斷成更多互不相干
            的幾撥。
          → 明天請 p 介紹兩位還沒說過話的人認識，一起做一件小事；別讓一兩個
            人累垮。
            依據：橋梁 1 人

          [參考] 多是一個人說、沒人接：往來裡有來有往的只有 17%。
          → 明天挑三則沒人接的話，各接一句，再 @ 一位可能感興趣的人。
            依據：有來有往 17%

        """

    static let english = """
        烘焙小屋
        Group report · Sun 27 Oct 2024 – Sat 23 Nov 2024, 28 days
        Days and hours are those of Asia/Shanghai
        ────────────────────────────────────────────────────────────────────
        In short                               Now       Before       Change
        Messages                               310          189         +64%
        People who spoke                        11            4        +175%
        Joined                                   6            4         +50%
        Left                                     0            1        −100%
        Members at the end                      13            7         +86%
        Active share                           85%          57%      +28 pts
        Questions answered                     56%          63%       −7 pts
        Messages with substance                 0%           0%        0 pts
        Connected people                       27%          50%      −23 pts
        Before: Sun 29 Sep – Sat 26 Oct, as many days

        ■ Stage suggested: growing
          growth in 28 days +86%
          Silent since Mon 22 Jul 2024: for seven days at most one person spoke.

        ■ A closer look
          Active share               85%  of members spoke in 28 days
          Active, last day             1  people who spoke that day
          Active, last week            8  people who spoke in 7 days
          Active, four weeks          11  people who spoke in 28 days
          Stickiness                 19%  of those speak on a mean day
          Messages per member       23.8  messages over members at the end
          Messages per speaker      28.2  messages over people who spoke
          Top tenth's share          38%  said by the most talkative tenth
          Concentration (Gini)      0.38  0 all alike, 1 one says it all
          Silent members               2  28+ days in, no word in 28 days
          People seen                 11  who did anything at all
          Growth                    +86%  joined less left, of the start
          Leaving                     0%  left, of members at the start
          Renames                      1  times a name changed
          Bot messages                 3  not among the messages

        ■ What it was good for
          Questions: 16, 56% answered, half within 12 h.
          Attention 85%: of members, who did anything in 28 days.
          Benefit 54%: of members, who had a question answered in 28 days.
          Substance 0%: of messages, those that carry something.
          Not answered within a day: 7, the newest:
            22 Nov  p: (erased)
            19 Nov  p: (erased)
            17 Nov  p: (erased)
            15 Nov  p: (erased)
            13 Nov  p: (erased)

        ■ Messages by day
          Most: Sat 9 Nov, 29
          ▁▅▃▆▂▂▂▆▄▆▃▁▃█▇▃▄▄▅▆▅▇▄▃▃▄▃▄
          27 Oct                23 Nov

                                                        messages    speakers
          27 Oct                                               0           0
          28 Oct–3 Nov      ████████████████▏                 65           5
          4 Nov–10 Nov      ███████████████████████▎          94           8
          11 Nov–17 Nov     ████████████████████████          97           8
          18 Nov–23 Nov     █████████████▍                    54           8

        ■ When people talk
          Busiest: Sat 11:00, 17 in all
                0     3     6     9     12    15    18    21
          Mon   ▅▅▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▆▆▂▂▁▁▂▂▁▁▅▅▁▁▁▁▃▃▁▁▄▄▁▁
          Tue   ▁▁▁▁▄▄▁▁▁▁▁▁▂▂▁▁▃▃▁▁▁▁▁▁▅▅▃▃▁▁▂▂▅▅▄▄▁▁▂▂▁▁▁▁▁▁▃▃
          Wed   ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▄▄▆▆▁▁▂▂▁▁▁▁▁▁▁▁▃▃▁▁▃▃▄▄▁▁▁▁▆▆▁▁▁▁
          Thu   ▁▁▁▁▅▅▁▁▁▁▅▅▁▁▁▁▃▃▁▁▁▁▁▁▄▄▁▁▁▁▁▁▁▁▁▁▁▁▁▁▃▃▁▁▁▁▁▁
          Fri   ▄▄▁▁▁▁▁▁▄▄▁▁▁▁▁▁▁▁▂▂▁▁▁▁▁▁▁▁▁▁▅▅▁▁▁▁▃▃▁▁▁▁▁▁▆▆▁▁
          Sat   ▅▅▁▁▁▁▅▅▁▁▁▁▁▁▃▃▂▂▁▁▁▁██▁▁▁▁▁▁▁▁▅▅▁▁▄▄▁▁▁▁▁▁▃▃▁▁
          Sun   ▁▁▁▁▁▁▁▁▄▄▂▂▁▁▁▁▆▆▁▁▁▁██▁▁▁▁▁▁▅▅▁▁▁▁▄▄▁▁▁▁▄▄▄▄▁▁

        ■ When to publish
          Hours with the most people speaking, on the mean of 8 weeks
          Mon–Fri       12:00 (0.4)  15:00 (0.3)  13:00 (0.3)
          Weekends      8:00 (0.8)  11:00 (0.6)  22:00 (0.6)

        ■ How many newcomers stay
          Of those who joined in a week, how many spoke in later weeks
                           People  wk 0  wk 1  wk 2  wk 3
          from 28 Oct           3   33%   67%   33%     ·
          from 4 Nov            2   50%  100%     ·
          from 11 Nov           1  100%     ·
          · that week is not over yet

        ■ How long members stay
          Share neither gone nor silent for 28 days, with its 95 % interval
          after 7 days       100%
          after 30 days      100%
          after 90 days       83%  (27% to 97%)

        ■ Who talks with whom
          One replying to or mentioning another: 23 pairs, 57 times.
          17% of these are answered in kind.
          27% of active members have someone they talk with both ways.
          100% of active members are in the largest circle.
          21% of all that could run between active members does (density).

        ■ Who is who
          Core             10  p, p, p, p, p, p, p, p, p, p
          Bridges           1  p
          Edge              1  p
          Answerers         9  p, p, p, p, p, p, p, p, p
          Newcomers         6  p, p, p, p, p, p
          Silent            2  p, p

        ■ How they came
          Still there at the end; spoke within their first seven days
                                            Joined    Stayed     Spoke
          invitation                             3         3         3
          not said                               2         2         2
          qr                                     1         1         1
          brought by p                           1         1         1
          brought by p                           1         1         1

        ■ What does not add up in the record
          1: joins of someone already in the group, not counted.
          1: leaves of someone not in the group, not counted.

        ■ Problems and suggestions
          By these figures nothing pressing needs changing.

          [note] Questions are answered, but late: half of the answers took
            over 12 h.
          → From tomorrow name one hour a day for answers, so that all know
            when asking is quick.
            Rests on: Median wait 12 h

          [note] Talk hangs on 1 person (p): without any one of them, those
            who talk fall into more separate circles.
          → Tomorrow ask p to introduce people who have not talked yet and
            give them one small thing to do together; do not wear one or two
            people out.
            Rests on: Bridge 1 person

          [note] Most talk is one-sided: only 17% of it goes both ways.
          → Tomorrow take three messages nobody took up, reply to each, and
            mention one person who may care.
            Rests on: Reciprocity 17%

        """
}

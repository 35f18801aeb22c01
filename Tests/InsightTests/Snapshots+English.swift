extension Snapshots {
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

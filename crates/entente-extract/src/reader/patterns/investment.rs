//! Investments: money put into something.
//!
//! Finds "X invests MONEY in Y", "X put MONEY into Y", "X bought a stake in Y", "X's acquisition of Y", "X lent Y MONEY",
//! "a loan from X to Y", "X owns Y", "Y, owned by X".
//!
//! Must not match: years or evenings invested, a stake in an outcome, aid in kind.

use entente_core::FactKind::Investment;
use entente_core::Factuality;
use entente_core::kind::Role;

use super::draft::Draft;
use super::line::{Line, Sort};
use crate::reader::Reading;

pub(super) fn find(line: &Line<'_>, out: &mut Vec<Reading>) {
    for at in 0..line.items.len() {
        let word = line.word(at);
        match word {
            "invest" | "invests" | "invested" | "investing" => money_in(line, at, true, out),
            "investment" | "investments" => investment(line, at, out),
            "put" | "putting" | "spend" | "spends" | "spent" | "spending" | "pour" | "inject" | "injected" | "pay"
            | "committed" | "commit" | "pledged" | "pledge" | "allocate" | "allocated" | "contribute" | "provide"
            | "provided" | "paid" => {
                money_in(line, at, false, out);
            }
            "stake" | "stakes" | "shares" | "shareholding" | "interest" => stake(line, at, out),
            "acquire" | "acquires" | "acquired" | "acquiring" | "buys" | "buy" | "bought" => acquire(line, at, out),
            "acquisition" | "takeover" | "purchase" => acquisition(line, at, out),
            "lend" | "lends" | "lent" | "lending" => lend(line, at, out),
            "loan" | "loans" | "credit" | "grant" | "financing" => loan(line, at, out),
            "owns" | "owned" | "own" => owns(line, at, out),
            "finance" | "financed" | "fund" | "funded" | "finances" | "funds" => lend(line, at, out),
            _ => {}
        }
    }
}

fn money(line: &Line<'_>, at: usize, reach: usize) -> bool {
    line.after(at).take(reach).chain(line.before(at).take(reach)).any(|i| matches!(line.items[i].sort, Sort::Money(_)))
}

fn money_after(line: &Line<'_>, at: usize, reach: usize) -> bool {
    line.after(at).take(reach).any(|i| matches!(line.items[i].sort, Sort::Money(_)))
}

fn write(
    line: &Line<'_>,
    at: usize,
    pattern: &'static str,
    investor: usize,
    recipient: Option<usize>,
    amount: bool,
    out: &mut Vec<Reading>,
) {
    if recipient == Some(investor)
        || !line.acts(investor)
        || recipient.is_some_and(|r| !line.acts(r) || line.overlap(r, investor))
    {
        return;
    }
    let Some(mut draft) = Draft::new(line, Investment, pattern, at) else { return };
    if amount {
        draft = draft.amount();
    }
    let stage = match () {
        () if line.near_before(at, 5, &["withdr*", "sold", "sell", "dump*", "divest*", "exit*"]).is_some() => {
            "withdrawn"
        }
        () if draft.is(Factuality::Planned)
            && line.near_before(at, 6, &["agree*", "commit*", "pledg*", "sign*"]).is_some() =>
        {
            "committed"
        }
        () if draft.is(Factuality::Actual) => "completed",
        () => "planned",
    };
    let topic = line.after(at).take(14).find(|&i| line.is_topics(i));
    draft
        .role(Role::Investor, investor)
        .maybe(Role::Recipient, recipient)
        .maybe(Role::Topic, topic)
        .attr("stage", stage)
        .done(out);
}

/// "invests $400 million in Chile", "will put 700 million euros into INA".
fn money_in(line: &Line<'_>, at: usize, sure: bool, out: &mut Vec<Reading>) {
    if !money_after(line, at, 8) && !sure {
        return;
    }
    let recipient = line
        .after(at)
        .take(18)
        .find(|&i| line.is_actors(i) && matches!(line.items[i].prep, "in" | "into" | "to" | "for" | "on"))
        .or_else(|| {
            line.after(at).take(14).find(|&i| line.is_actors(i) && line.items[i].owner && line.word(i + 1) == "'s")
        });
    if recipient.is_none() && !(sure && money(line, at, 10)) {
        return;
    }
    let Some(investor) = line.subject(at) else { return };
    write(line, at, if sure { "invest" } else { "spend" }, investor, recipient, true, out);
}

fn investment(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    let recipient =
        line.after(at).take(8).find(|&i| line.is_actors(i) && matches!(line.items[i].prep, "in" | "into" | "to"));
    let Some(recipient) = recipient else { return };
    if !money(line, at, 8) {
        return;
    }
    let investor = line.prep(at, &["by", "from"]).or_else(|| line.owner(at)).or_else(|| line.left_subject(at));
    if let Some(investor) = investor {
        write(line, at, "investment", investor, Some(recipient), true, out);
    }
}

fn stake(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    let recipient = line.after(at).take(6).find(|&i| line.is_actors(i) && matches!(line.items[i].prep, "in" | "of"));
    let Some(recipient) = recipient else { return };
    let investor = line.owner(at).filter(|&o| o != recipient).or_else(|| {
        let verb = line
            .near_before(
                at,
                9,
                &[
                    "bought", "buy*", "acquir*", "tak*", "took", "hold*", "held", "own*", "purchas*", "rais*", "has",
                    "have", "sell", "sold", "increas*",
                ],
            )
            .unwrap_or(at);
        line.subject(verb)
    });
    if let Some(investor) = investor {
        let trigger = line
            .near_before(at, 9, &["bought", "buy*", "acquir*", "tak*", "took", "purchas*", "sold", "sell"])
            .unwrap_or(at);
        write(line, trigger, "stake", investor, Some(recipient), true, out);
    }
}

fn acquire(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    use crate::mention::Form;
    let passive = line.passive(at);
    let (investor, recipient) =
        if passive { (line.agent(at), line.left_subject(at)) } else { (line.left_subject(at), line.object(at)) };
    let (Some(investor), Some(recipient)) = (investor, recipient) else { return };
    let counted = line.after(at).take(4).any(|i| matches!(line.items[i].sort, Sort::Quantity(_)));
    if !counted
        && line.any_form(recipient, &[Form::Company, Form::Unlisted])
        && recipient.abs_diff(at) < 5
        && !line.items[recipient].owner
        && !line.is_topics(recipient + 1)
        && line.items[recipient].prep.is_empty()
    {
        write(line, at, "acquire", investor, Some(recipient), true, out);
    }
}

fn acquisition(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    use crate::mention::Form;
    let recipient = line.after(at).take(4).find(|&i| line.is_actors(i) && line.items[i].prep == "of");
    let Some(recipient) = recipient.filter(|&r| line.any_form(r, &[Form::Company, Form::Unlisted])) else { return };
    let investor = line.prep(at, &["by"]).or_else(|| line.owner(at)).or_else(|| line.left_subject(at));
    if let Some(investor) = investor {
        write(line, at, "acquisition", investor, Some(recipient), true, out);
    }
}

/// "lends Mongolia $120 million", "financed by KfW".
fn lend(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    if !money(line, at, 8) {
        return;
    }
    let Some(investor) = line.subject(at) else { return };
    let recipient = line.object(at).or_else(|| line.prep(at, &["to", "in"]));
    if recipient.is_some() {
        write(line, at, "lend", investor, recipient, true, out);
    }
}

fn loan(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    if !money(line, at, 6) {
        return;
    }
    let recipient = line.after(at).take(10).find(|&i| line.is_actors(i) && matches!(line.items[i].prep, "to" | "for"));
    let from = line.after(at).take(8).find(|&i| line.is_actors(i) && matches!(line.items[i].prep, "from" | "by"));
    let (investor, recipient) = match (from, recipient) {
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => match line.left_subject(at) {
            Some(to) => (from, to),
            None => return,
        },
        (None, Some(to)) => match line.owner(at).or_else(|| line.left_subject(at)) {
            Some(investor) => (investor, to),
            None => return,
        },
        (None, None) => return,
    };
    write(line, at, "loan", investor, Some(recipient), true, out);
}

fn owns(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    use crate::mention::Form;
    // "a design of its own" owns nothing.
    if line.word(at) == "own" && matches!(line.word(at.wrapping_sub(1)), "its" | "their" | "his" | "her" | "our") {
        return;
    }
    let passive = line.passive(at) && line.word(at) == "owned";
    let (investor, recipient) = if passive {
        (line.agent(at), line.antecedent(at).or_else(|| line.before(at).find(|&i| line.is_actors(i))))
    } else {
        (line.left_subject(at), line.after(at).take(9).find(|&i| line.is_actors(i)))
    };
    let (Some(investor), Some(recipient)) = (investor, recipient) else { return };
    if line.word(at) == "owned" && !passive || !line.any_form(recipient, &[Form::Company, Form::Unlisted]) {
        return;
    }
    write(line, at, "owns", investor, Some(recipient), false, out);
}

//! Who fills which role of each fact of a kind: the enumeration that the fact model asks for.

use entente_core::FactKind;
use entente_core::kind::Role;

use super::{Decoder, Fillers, Group};

impl Decoder<'_> {
    /// Who fills which role of each fact of a kind.
    pub(super) fn facts(&self, kind: FactKind) -> Vec<Fillers> {
        let groups = |role| self.groups(kind, role);
        let linked = |a: &Group, b: &Group| self.linked(kind, a, b);
        let mut out: Vec<Fillers> = Vec::new();
        match kind {
            FactKind::Partnership | FactKind::JointBody | FactKind::Agreement | FactKind::Meeting => {
                let role = if kind == FactKind::Meeting { Role::Participant } else { Role::Party };
                let (topics, hosts) = (groups(Role::Topic), groups(Role::Host));
                for cluster in self.clusters(kind, groups(role)) {
                    let near = |it: &&Group| cluster.iter().any(|member| linked(it, member));
                    match kind {
                        FactKind::Agreement => {
                            let own: Vec<&Group> = topics.iter().filter(near).collect();
                            if own.is_empty() {
                                out.push(Fillers::default().with(role, &cluster));
                            }
                            for topic in own {
                                out.push(Fillers::default().with(role, &cluster).with(Role::Topic, [topic]));
                            }
                        }
                        FactKind::Meeting => {
                            out.push(Fillers::default().with(role, &cluster).with(Role::Host, hosts.iter().find(near)))
                        }
                        _ => out
                            .push(Fillers::default().with(role, &cluster).with(Role::Topic, topics.iter().find(near))),
                    }
                }
            }
            FactKind::Cooperation | FactKind::Project => {
                let parties = groups(Role::Party);
                for topic in &groups(Role::Topic) {
                    let mut own: Vec<&Group> = parties.iter().filter(|it| linked(it, topic)).collect();
                    if own.is_empty() {
                        own = parties.iter().collect();
                    }
                    out.push(Fillers::default().with(Role::Party, own).with(Role::Topic, [topic]));
                }
            }
            FactKind::Dependence => {
                let suppliers = groups(Role::Supplier);
                let topics = groups(Role::Topic);
                for dependent in &groups(Role::Dependent) {
                    for topic in topics.iter().filter(|it| linked(it, dependent)) {
                        let base = Fillers::default().with(Role::Dependent, [dependent]).with(Role::Topic, [topic]);
                        let own = suppliers.iter().filter(|it| linked(it, dependent) && linked(it, topic));
                        let before = out.len();
                        out.extend(own.map(|it| base.clone().with(Role::Supplier, [it])));
                        if out.len() == before {
                            out.push(base);
                        }
                    }
                }
            }
            FactKind::Production => {
                let topics = groups(Role::Topic);
                for producer in &groups(Role::Producer) {
                    for topic in topics.iter().filter(|it| linked(it, producer)) {
                        out.push(Fillers::default().with(Role::Producer, [producer]).with(Role::Topic, [topic]));
                    }
                }
            }
            FactKind::Derisking => {
                let (topics, away, toward) = (groups(Role::Topic), groups(Role::AwayFrom), groups(Role::Toward));
                for actor in &groups(Role::Actor) {
                    for topic in topics.iter().filter(|it| linked(it, actor)) {
                        out.push(
                            Fillers::default()
                                .with(Role::Actor, [actor])
                                .with(Role::Topic, [topic])
                                .with(Role::AwayFrom, away.iter().filter(|it| linked(it, actor)))
                                .with(Role::Toward, toward.iter().filter(|it| linked(it, actor))),
                        );
                    }
                }
            }
            FactKind::Restriction => {
                let (topics, targets) = (groups(Role::Topic), groups(Role::Target));
                for imposer in &groups(Role::Imposer) {
                    for topic in topics.iter().filter(|it| linked(it, imposer)) {
                        let own = targets.iter().filter(|it| linked(it, imposer) && linked(it, topic));
                        out.push(
                            Fillers::default()
                                .with(Role::Imposer, [imposer])
                                .with(Role::Topic, [topic])
                                .with(Role::Target, own),
                        );
                    }
                }
            }
            FactKind::Supply => {
                let (recipients, topics) = (groups(Role::Recipient), groups(Role::Topic));
                for supplier in &groups(Role::Supplier) {
                    for recipient in recipients.iter().filter(|it| linked(it, supplier)) {
                        for topic in topics.iter().filter(|it| linked(it, supplier) && linked(it, recipient)) {
                            out.push(
                                Fillers::default()
                                    .with(Role::Supplier, [supplier])
                                    .with(Role::Recipient, [recipient])
                                    .with(Role::Topic, [topic]),
                            );
                        }
                    }
                }
            }
            FactKind::Investment => {
                let (investors, topics) = (groups(Role::Investor), groups(Role::Topic));
                for recipient in &groups(Role::Recipient) {
                    let own: Vec<&Group> = investors.iter().filter(|it| linked(it, recipient)).collect();
                    if !own.is_empty() {
                        let topic = topics.iter().find(|it| linked(it, recipient));
                        out.push(
                            Fillers::default()
                                .with(Role::Investor, own)
                                .with(Role::Recipient, [recipient])
                                .with(Role::Topic, topic),
                        );
                    }
                }
            }
            FactKind::Statement => {
                let (about, topics) = (groups(Role::About), groups(Role::Topic));
                for speaker in &groups(Role::Speaker) {
                    out.push(
                        Fillers::default()
                            .with(Role::Speaker, [speaker])
                            .with(Role::About, about.iter().filter(|it| linked(it, speaker)))
                            .with(Role::Topic, topics.iter().find(|it| linked(it, speaker))),
                    );
                }
            }
            FactKind::Dispute => {
                for cluster in self.clusters(kind, groups(Role::Party)) {
                    if cluster.len() > 1 {
                        out.push(Fillers::default().with(Role::Party, &cluster));
                    }
                }
                let targets = groups(Role::Target);
                for initiator in &groups(Role::Initiator) {
                    let own: Vec<&Group> = targets.iter().filter(|it| linked(it, initiator)).collect();
                    if !own.is_empty() {
                        out.push(Fillers::default().with(Role::Initiator, [initiator]).with(Role::Target, own));
                    }
                }
            }
            FactKind::Membership => {
                let organisations = groups(Role::Organisation);
                for member in &groups(Role::Member) {
                    for organisation in organisations.iter().filter(|it| linked(it, member)) {
                        out.push(
                            Fillers::default().with(Role::Member, [member]).with(Role::Organisation, [organisation]),
                        );
                    }
                }
            }
            FactKind::Office => {
                let of = groups(Role::Of);
                for holder in &groups(Role::Holder) {
                    let best =
                        of.iter().max_by(|a, b| self.link(kind, a, holder).total_cmp(&self.link(kind, b, holder)));
                    match best.filter(|it| linked(it, holder)) {
                        Some(of) => out.push(Fillers::default().with(Role::Holder, [holder]).with(Role::Of, [of])),
                        None if !self.ids(kind, Role::Of, holder[0]).is_empty() => {
                            out.push(Fillers::default().with(Role::Holder, [holder]).with(Role::Of, [holder]));
                        }
                        None => {}
                    }
                }
            }
        }
        out
    }
}

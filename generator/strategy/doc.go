// Package strategy holds the ways in which a source asks for samples, a file
// each. A [Strategy] gives the next [Ask] and makes of each object of its
// answer a draft of a sample, a further ask, or a reason why it is neither;
// package ask does the rest: endpoints, pace, budgets, filters, records.
//
// A strategy never waits and never talks to anybody, so what it sends for a
// given state and answer is a matter of golden files. What it draws, it draws
// from the seed of the ask.
//
// # Methods
//
// What is built after which paper, and the test that holds it to its rule:
//
//	ZeroGen (Ye 2022)                     zerogen.go           TestZerogen_QuotasWithinOne
//	AttrPrompt (Yu 2023)                  attributes.go        TestAttributes_ValuesFitTheLabelAndVary
//	  its attributes, proposed            propose.go           TestPropose_WritesWhatTheTaskFileTakes
//	TinyStories (Eldan 2023)              seed_words.go        TestSeedWords_TextsWithoutTheStemsAreRefused
//	Self-Instruct (Wang 2023)             self_instruct.go     TestSelfInstruct_SixAndTwoExamplesAndNoneAlike
//	Unnatural Instructions (Honovich '23) unnatural.go         TestUnnatural_ThreeExamplesThenAColdResponse
//	  its paraphrases                     paraphrase.go        TestParaphrase_KeepsTheLabelInOtherWords
//	Evol-Instruct (Xu 2023)               evolve.go            TestEvolve_LinksToItsParentAndSaysWhyItDrops
//	UltraChat (Ding 2023)                 dialogue.go          TestDialogue_RolesAlternateAndEveryLeafComesBeforeOneComesAgain
//	Back-translation, Humpback (Li 2024)  backtranslate.go     TestBacktranslate_TheOutputIsTheSourceByteForByte
//	DataTune (Gandhi 2024)                transform.go         TestTransform_EveryRowIsASampleOrRefused
//	SynthIE (Josifoski 2023)              reverse.go           TestReverse_TheLabelComesFirstAndTheWayBackIsASignal
//	Synthetic Prompting (Shao 2023)       backward_forward.go  TestBackwardForward_BothAnswersMustAgree
//	Explore-Instruct (Wan 2023)           tree.go              TestTree_GrowsBeforeItIsUsed
//	ClinGen (Xu 2023)                     knowledge.go         TestKnowledge_EveryFactOnce
//	OSS-Instruct (Wei 2023)               inspire.go           TestInspire_ProvenanceHasFileAndOffset
//	GPT3Mix (Yoo 2021)                    mix.go               TestMix_SoftLabelsSumToOne
//	Constitutional AI (Bai 2022)          critique.go          TestCritique_KeepsDraftAndPrinciple
//	S3 (Wang 2023)                        from_errors.go       TestFromErrors_AsksInProportionToTheErrors
//	Self-Prompting (Li 2022)              pipeline.go          TestPipeline_StepsRunInOrderAndWhatIsOnTheWayIsKept
//	Zero- and few-shot labels, CoT        label.go             TestLabel_ReasonsFirstAndKeepsTheLabelWhenThatIsCutOff
//	AnnoLLM (He 2024)                     label.go             TestLabel_ExplainsDemonstrationsOnce
//	  which rows first (LLMaAA '23)       acquire.go           TestLabel_AsksFirstAboutWhatTheStudentDoubts
//	Confusable labels (Sahu 2022)         state.go             TestSteering_CorrectionsRaiseWhatIsAskedForAndItFallsBack
//	DINO (Schick and Schütze 2021)        pairs.go             TestPairs_OneFirstTextHasASecondForEachLabelAndAScore
//	MetaMath, backward (Yu 2024)          fobar.go             TestFobar_TheAnswerBackwardMustBeTheMaskedNumber
//	WizardMath, WizardCoder (Luo 2023)    evolve.go            TestEvolve_OperatorsOfTheTaskFile
//	Instruction induction (Honovich '23)  induce.go            TestInduceGuidelines_FromExamplesAloneAsADraft
//	Prompt2Model (Viswanathan 2023)       induce.go            TestDraftTask_CanBeRunAsItIs
//
// And beside it, in package ask and those that it uses:
//
//	KATE, vote-k, LAB, cluster-complex    demo                 TestNearest_…, TestVoteK_…, TestLeaf_…, TestClusterComplex_…
//	ProGen's influence, FewGen's margin   demo/taught.go       TestTaught_NoWrongLabelIsShown, TestInfluence_IsWhatLeavingOutShows
//	FreeAL, demonstrations of its own     ask/trusted.go       TestDemonstrations_MadeOnesStandInUntilReviewersTookEnough
//	Calibration by the domain (Fei 2023)  ask/witness.go       TestSignals_ALeaningModelBecomesUniform
//	Votes for the uncertain (Wang 2021)   ask/vote.go          TestSignals_VotesAreSpentOnTheUncertainPart
//	Agreement of responses (SymGen 2023)  ask/verify.go        TestVotes_TheAnswerOfTheMajorityIsKept
//	  a check of the user's own           ask/verify.go        TestVerify_ItsVerdictIsASignalAndItsOutputTheVote
//	Judge (AlpaGasus, Chen 2023)          ask/conclude.go      TestFilters_TheJudgeHoldsBack
//	  a classifier in its place (phi-1)   ask/understudy.go    TestJudge_TheUnderstudySparesRequestsWhereItHasProvedRight
//	CLLM, SunGen, agreement of neighbours ask/apprentice.go    TestStudent_SignalsTellWrongLabels
//	ToxiGen, what the student gets wrong  ask/apprentice.go    TestFilters_KnownHoldsBackWhatTheStudentKnows
//	SuperGen's likelihood (Meng 2022)     ask/filter.go        TestFilters_TopKeepsWhatTheModelFindsLikely
//	Suppressed words (Chung 2023)         ask/avoid.go         TestAvoid_TheMoreAWordIsUsedTheEarlierItIsNamed
//	Verbalizers (GPT3Mix, Yoo 2021)       prompt/verbal.go     TestVerbalizer_AnswersAreLabelsAgain
//	System messages in turn (Orca 2023)   ask/run.go           TestRoles_TakeTurnsAndStandInTheRecord
//
// Filters by rules, MinHash, ROUGE-L and test files are in ask/filter*.go, symbolic
// generation in package offline.
//
// What is told of the samples afterwards, in packages measure, similar and formats
// and in the commands:
//
//	ZeroGen's student against the model   cmd/winnow/eval_gold.go     TestScripts/eval
//	  label by label (Pangakis 2023)      measure/scores.go           TestScoresOf_PrecisionRecallAndF1OfEachLabel
//	Copies of private seeds (Kurakin '23) cmd/winnow/eval_against.go  TestScripts/eval, TestLongest_IsTheLongestCommonNGram
//	Lengths beside seeds (Ada-Instruct)   measure/lengths.go          TestDriftOf_KnownDistances
//	Judge beside reviewers (AlpaGasus)    measure/judge.go            TestReview_JudgeBesideReviewers
//	Entities, leaves (ClinGen, Explore-I) measure/coverage.go         TestReview_CoverageOfWhatTheTaskNames, TestWanted_WhatTheTaskNames
//	Subjectivity warning (Li 2023)        measure/agreement.go        TestAlpha_WorkedExample, TestReview_AgreementOfReviewersOnTheSameSamples
//	Prompt erasure (Orca 2, Mitra 2023)   formats/question.go         TestWrite_SystemMessagesAreErasedOnRequest
//	Weights (FewGen, SunGen)              formats/weighted.go         TestWeighted_WeightsOfEachLabelAddUpToOne
//	Soft labels (GPT3Mix)                 formats/weighted.go         TestWeighted_SoftLabelsFollowTheReviewer
//	Rewards (ReST-EM, Singh 2023)         formats/kto.go              TestReward_OfReviewersAndOfTheCheck
//	Leaves of the taxonomy (LAB)          formats/instructlab.go      TestInstructlab_HasTheLeafOfTheTaxonomy
//
// # Not built
//
// What needs a large model to be trained: the tuning of FewGen, Ada-Instruct and
// ReST-EM, private synthesis, pre-training on formal languages. What they need goes
// out: weights, rewards, copies and lengths are told.
//
// SuperGen's training that forgives wrong labels (smoothing of 0.15, the mean of the
// model's own predictions): tried, and of no use to a student of this size; see
// package student. Its choice by likelihood is built.
//
// Embeddings of an endpoint for nearest neighbours: they are by TF-IDF, which costs
// no request and gives the same answer every time.
//
// A pane that edits the tree of topics: it stands in the task file, winnow propose
// proposes one, and winnow stats tells which leaves have kept samples.
//
// Looking for public data sets (DataTune, Prompt2Model, ReGen) and for entities on
// the web (UltraChat): the user names a file.
//
// Rounds of ReST-EM are not counted: a round is a project, or a model's name.
//
// Words are not suppressed by logit_bias, which is told in numbers of a model's own
// tokens that nobody here knows.
package strategy
